package io.github.s2vision.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
    @TempDir
    Path folder;

    @Test
    void the_property_wins_over_the_variable() {
        Map<String, String> environment = Map.of(NativeCache.VARIABLE, "/from/variable");
        assertThat(NativeCache.set("/from/property", environment)).isEqualTo(Path.of("/from/property"));
        assertThat(NativeCache.set(null, environment)).isEqualTo(Path.of("/from/variable"));
        assertThat(NativeCache.set(" ", Map.of())).isNull();
    }

    @Test
    void a_folder_that_was_set_but_cannot_be_used_is_an_error_with_the_reason() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> NativeCache.choose(file.resolve("below"), folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.resolve("below").toString())
                .hasMessageContaining(NativeCache.PROPERTY);
    }

    @Test
    void without_a_home_that_can_be_written_a_temporary_folder_takes_its_place_and_says_why() throws IOException {
        Path home = Files.writeString(folder.resolve("home"), "");
        NativeCache cache = NativeCache.choose(null, home.resolve("s2vision"));
        assertThat(cache.toString()).contains("temporary", home.toString());
        Files.delete(cache.path());
    }

    @Test
    void libraries_are_unpacked_once_and_repaired_when_they_were_changed() throws IOException {
        Map<String, URL> libraries = jar("one", "two".repeat(10_000));
        String name = "demo-" + NativeCache.checksum(libraries);
        Path unpacked = unpack(name, libraries);
        assertThat(unpacked).isEqualTo(folder.resolve("cache").resolve(name));
        assertThat(unpacked.resolve("lib0.so")).hasContent("one").isExecutable();

        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(unpacked.resolve("lib0.so"), old);
        Files.writeString(unpacked.resolve("lib1.so"), "twx".repeat(10_000));
        Files.writeString(unpacked.resolve(".lib1.so.killed.part"), "tw");
        unpack(name, libraries);
        assertThat(Files.getLastModifiedTime(unpacked.resolve("lib0.so"))).isEqualTo(old);
        assertThat(unpacked.resolve("lib1.so")).hasContent("two".repeat(10_000));
        assertThat(names(unpacked)).containsExactlyInAnyOrder(".lock", "lib0.so", "lib1.so");
    }

    @Test
    void a_folder_that_is_filled_is_used_without_asking_for_a_writable_one() throws IOException {
        Map<String, URL> libraries = jar("one");
        Path unpacked = unpack("filled", libraries);
        Supplier<Path> none = () -> {
            throw new AssertionError("nothing may be written");
        };
        assertThat(NativeCache.unpack(Optional.of(folder.resolve("cache")), none, "filled", libraries))
                .isEqualTo(unpacked);
    }

    @Test
    void another_content_gets_another_folder() throws IOException {
        assertThat(NativeCache.checksum(jar("one"))).isNotEqualTo(NativeCache.checksum(jar("One")));
    }

    @Test
    void libraries_outside_a_jar_are_unpacked_as_well() throws IOException {
        Path file = Files.writeString(folder.resolve("lib.so"), "plain");
        Map<String, URL> libraries = Map.of("lib.so", file.toUri().toURL());
        assertThat(unpack("plain", libraries).resolve("lib.so")).hasContent("plain");
        assertThat(NativeCache.checksum(libraries)).hasSize(8);
    }

    @Test
    void threads_that_unpack_at_the_same_time_all_find_whole_libraries() throws Exception {
        Map<String, URL> libraries = jar("a".repeat(200_000), "b".repeat(200_000));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Path>> work = IntStream.range(0, 16)
                    .mapToObj(i -> (Callable<Path>) () -> unpack("shared", libraries))
                    .toList();
            for (Future<Path> unpacked : threads.invokeAll(work)) {
                assertThat(unpacked.get().resolve("lib1.so")).hasContent("b".repeat(200_000));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Path unpack(String name, Map<String, URL> libraries) throws IOException {
        Path cache = folder.resolve("cache");
        return NativeCache.unpack(Optional.of(cache), () -> cache, name, libraries);
    }

    /** A jar in the test's folder with a file per content, and the address of each. */
    private Map<String, URL> jar(String... contents) throws IOException {
        Path jar = folder.resolve("natives-" + Math.abs(List.of(contents).hashCode()) + ".jar");
        Files.deleteIfExists(jar);
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            for (int i = 0; i < contents.length; i++) {
                Files.writeString(zip.getPath("lib" + i + ".so"), contents[i], StandardCharsets.UTF_8);
            }
        }
        return IntStream.range(0, contents.length)
                .boxed()
                .collect(Collectors.toMap(i -> "lib" + i + ".so", i -> url(jar, "lib" + i + ".so")));
    }

    private static URL url(Path jar, String entry) {
        try {
            return URI.create("jar:" + jar.toUri() + "!/" + entry).toURL();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
