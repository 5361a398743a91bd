package io.github.s2vision;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.s2vision", importOptions = ImportOption.DoNotIncludeTests.class)
class CoreArchitectureTest {
    // Not "io.github.s2vision.(**)": that would overlook cycles through the root package.
    @ArchTest
    static final ArchRule packages_are_acyclic =
            slices().matching("io.github.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onnx_runtime_stays_in_backend = noClasses()
            .that()
            .resideOutsideOfPackage("..s2vision.backend..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule opencv_stays_in_image = noClasses()
            .that()
            .resideOutsideOfPackage("..s2vision.image..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule leaves_use_no_other_package_of_ours = noClasses()
            .that()
            .resideInAnyPackage("..s2vision.progress..", "..s2vision.files..", "..s2vision.geometry..")
            .should()
            .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are of another package of ours",
                    type -> type.getPackageName().startsWith("io.github.s2vision")
                            && !type.getPackageName().matches(".*\\.(progress|files|geometry)$")));
}
