package io.github.s2vision.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.s2vision.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a fresh JVM does on its first use of a backend: where libraries go, what is left, what is printed. */
class StartUpTest {
    private static final String WORKS = "twice 3 is 6.0";
    private static final String NO_JAR = "onnxruntime-";

    @TempDir
    Path folder;

    private Path temporary;
    private Path cache;

    @BeforeEach
    void folders() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
        cache = folder.resolve("cache");
    }

    private ChildJvm child(String... options) {
        List<String> all = new ArrayList<>(List.of("-Djava.io.tmpdir=" + temporary, "-XX:TieredStopAtLevel=1"));
        all.addAll(List.of(options));
        return ChildJvm.with(all.toArray(String[]::new));
    }

    private ChildJvm childWithCache(String... options) {
        List<String> all = new ArrayList<>(List.of("-Ds2vision.cache=" + cache));
        all.addAll(List.of(options));
        return child(all.toArray(String[]::new));
    }

    private List<Path> inside(Path parent) throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.toList();
        }
    }

    @Test
    void libraries_go_to_the_cache_once_and_the_temporary_folder_stays_empty() throws Exception {
        ChildJvm.Outcome first = childWithCache().run(StartUp.class, "run");
        assertThat(first.output()).isEqualTo(WORKS + System.lineSeparator());
        assertThat(first.exitCode()).isZero();
        assertThat(temporary).isEmptyDirectory();
        assertThat(inside(cache)).hasSize(1);
        Path libraries = inside(cache).get(0);
        assertThat(libraries.getFileName().toString())
                .startsWith("onnxruntime-")
                .contains(OrtNatives.platform());

        Path library = libraries.resolve(OrtNatives.neededFiles().get(0));
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(library, old);
        assertThat(childWithCache().run(StartUp.class, "run").output()).contains(WORKS);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(old);

        Files.write(library, new byte[] {1, 2, 3});
        assertThat(childWithCache().run(StartUp.class, "run").output()).contains(WORKS);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void the_variable_moves_the_cache_too() throws Exception {
        assertThat(child().environment("S2VISION_CACHE", cache.toString())
                        .run(StartUp.class, "run")
                        .output())
                .contains(WORKS);
        assertThat(inside(cache)).hasSize(1);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_home_that_cannot_be_written_is_told_and_nothing_is_left_behind() throws Exception {
        // Not even root can make a folder in /proc.
        ChildJvm homeless = child("-Duser.home=/proc").environment("XDG_CACHE_HOME", "");
        assertThat(homeless.run(StartUp.class, "run").output()).contains(WORKS);
        assertThat(temporary).isEmptyDirectory();
        ChildJvm.Outcome report = homeless.run(StartUp.class, "report");
        assertThat(report.output())
                .contains(
                        "cpu: works",
                        "NO   folder for libraries",
                        "/proc/.cache/s2vision",
                        "-> java -Ds2vision.cache=");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void no_home_at_all_is_told_too() throws Exception {
        ChildJvm.Outcome report =
                child("-Duser.home=?").environment("XDG_CACHE_HOME", "").run(StartUp.class, "report");
        assertThat(report.output()).contains("cpu: works", "there is no home folder", "-Ds2vision.cache=");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void a_cache_that_was_set_but_cannot_be_used_is_an_error() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        ChildJvm.Outcome outcome =
                child("-Ds2vision.cache=" + file.resolve("below")).run(StartUp.class, "run");
        assertThat(outcome.output()).contains("refused:", file.resolve("below").toString(), "-Ds2vision.cache=");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_temporary_folder_that_cannot_be_written_is_an_error_with_the_line_to_change() throws Exception {
        ChildJvm.Outcome outcome = ChildJvm.with("-Djava.io.tmpdir=/nowhere/at/all", "-Ds2vision.cache=" + cache)
                .run(StartUp.class, "run");
        assertThat(outcome.output()).contains("refused:", "/nowhere/at/all", "-Djava.io.tmpdir=");
    }

    @Test
    void a_users_folder_is_respected_and_checked() throws Exception {
        assertThat(childWithCache().run(StartUp.class, "run").output()).contains(WORKS);
        Path libraries = inside(cache).get(0);
        ChildJvm.Outcome right = child("-Donnxruntime.native.path=" + libraries).run(StartUp.class, "report");
        assertThat(right.output()).contains("cpu: works", libraries.toString(), "set by onnxruntime.native.path");
        ChildJvm.Outcome wrong = child("-Donnxruntime.native.path=" + temporary).run(StartUp.class, "run");
        assertThat(wrong.output())
                .contains(
                        "refused:",
                        temporary.toString(),
                        OrtNatives.neededFiles().get(0));
    }

    @Test
    void code_that_used_onnx_runtime_before_us_is_left_alone() throws Exception {
        ChildJvm.Outcome outcome = childWithCache().run(StartUp.class, "after-others");
        assertThat(outcome.output())
                .contains(WORKS, "cpu: works", "other code of this program")
                .doesNotContain("WARN");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void each_class_loader_gets_libraries_of_its_own() throws Exception {
        ChildJvm.Outcome outcome = childWithCache().run(StartUp.class, "two-loaders");
        assertThat(outcome.output().lines().filter(WORKS::equals)).hasSize(2);
        assertThat(outcome.output()).contains("as another class loader of this JVM has those of the cache");
        assertThat(outcome.exitCode()).isZero();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void two_jars_of_onnx_runtime_are_found() throws Exception {
        Path second = folder.resolve("second").resolve(OrtNatives.MARKER);
        Files.createDirectories(second.getParent());
        try (InputStream in = StartUpTest.class.getClassLoader().getResourceAsStream(OrtNatives.MARKER)) {
            Files.write(second, in.readAllBytes());
        }
        ChildJvm.Outcome outcome = childWithCache()
                .run(StartUp.class, "two-jars", folder.resolve("second").toString());
        assertThat(outcome.output())
                .contains(
                        "NO   ONNX Runtime jar: 2 on the class path",
                        folder.resolve("second").toString(),
                        "exclude");
    }

    @Test
    void without_onnx_runtime_the_line_to_add_is_named() throws Exception {
        for (String use : List.of("run", "report", "cuda")) {
            ChildJvm.Outcome outcome = childWithCache().without(NO_JAR).run(StartUp.class, use);
            assertThat(outcome.output()).contains("none on the class path", "add io.github.s2vision:s2vision-cpu");
            assertThat(outcome.exitCode()).isZero();
        }
    }

    @Test
    void cuda_without_a_gpu_fails_with_the_report_and_auto_falls_back_with_one_line() throws Exception {
        ChildJvm.Outcome cuda = childWithCache().run(StartUp.class, "cuda");
        assertThat(cuda.output())
                .contains("refused: cuda:0: cannot be used", "NO   provider in ONNX Runtime's build", "s2vision-cuda");
        ChildJvm.Outcome auto = childWithCache().run(StartUp.class, "auto");
        assertThat(auto.output().lines().filter(line -> line.contains("Backend[cpu]")))
                .hasSize(2);
        assertThat(auto.output().lines()).hasSize(3);
        assertThat(auto.output()).contains("backend=cpu reason=");
    }
}
