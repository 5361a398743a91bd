package io.github.s2vision.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java of README and the how-to pages compiles against the modules as they are. */
class DocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```");
    private static final Pattern PRELUDE = Pattern.compile("<!-- prelude: (.*?) -->", Pattern.DOTALL);
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\\n");

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(root().resolve("README.md")));
        try (Stream<Path> files = Files.list(root().resolve("docs/how-to"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void the_code_of_a_page_compiles(Path page, @TempDir Path out) throws IOException {
        String text = Files.readString(page);
        StringBuilder imports = new StringBuilder();
        packages().forEach(name -> imports.append("import ").append(name).append(".*;\n"));
        imports.append("import java.nio.file.*;\nimport java.io.*;\nimport java.time.Duration;\nimport java.util.*;\n");
        StringBuilder code = new StringBuilder();
        Matcher prelude = PRELUDE.matcher(text);
        if (prelude.find()) {
            code.append(prelude.group(1)).append('\n');
        }
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            Matcher own = IMPORT.matcher(blocks.group(1));
            code.append(own.replaceAll(match -> {
                imports.append(match.group());
                return "";
            }));
        }

        String source = imports + "class Page {\n@SuppressWarnings(\"unused\") void code() throws Exception {\n" + code
                + "}\n}\n";

        assertThat(errors(source, out)).as(source).isEmpty();
    }

    private static List<String> errors(String source, Path out) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Page.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        List<String> options =
                List.of("-d", out.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, found, options, null, List.of(file)).call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(Diagnostic::toString)
                .toList();
    }

    /** All packages of the modules on the class path. */
    private static Set<String> packages() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String module : List.of("s2-core", "detect-api", "zeroshot")) {
            Path sources = root().resolve(module).resolve("src/main/java");
            if (Files.isDirectory(sources)) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.endsWith("package-info.java"))
                            .map(file -> sources.relativize(file.getParent())
                                    .toString()
                                    .replace('/', '.'))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }
}
