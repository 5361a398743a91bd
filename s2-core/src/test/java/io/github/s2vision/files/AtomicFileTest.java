package io.github.s2vision.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void the_new_content_takes_the_place_of_the_old() throws IOException {
        Path file = folder.resolve("labels.json");
        Files.writeString(file, "old");

        AtomicFile.writeString(file, "new ü");

        assertThat(file).hasContent("new ü");
        assertThat(names()).containsExactly("labels.json");
    }

    @Test
    void a_failure_leaves_the_old_file_and_nothing_else() throws IOException {
        Path file = folder.resolve("labels.json");
        Files.writeString(file, "old");

        assertThatIOException()
                .isThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("disk full");
                }))
                .withMessage("disk full");

        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("labels.json");
    }

    @Test
    void nothing_is_seen_before_the_commit() throws IOException {
        Path file = folder.resolve("labels.json");
        try (AtomicFile writing = AtomicFile.open(file)) {
            writing.stream().write(1);
            assertThat(file).doesNotExist();
            writing.commit();
            assertThat(file).hasBinaryContent(new byte[] {1});
            assertThatIllegalStateException().isThrownBy(writing::commit).withMessageContaining("labels.json");
        }
        assertThat(file).exists();
    }

    @Test
    void closing_without_a_commit_throws_the_content_away() throws IOException {
        Path file = folder.resolve("labels.json");
        try (AtomicFile writing = AtomicFile.open(file)) {
            writing.stream().write(1);
        }

        assertThat(names()).isEmpty();
    }

    @Test
    void a_symbolic_link_stays_one() throws IOException {
        Path real = Files.writeString(folder.resolve("real.txt"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);

        AtomicFile.writeString(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("new");
    }

    @Test
    void a_folder_and_a_missing_folder_are_refused() {
        assertThatIOException().isThrownBy(() -> AtomicFile.open(folder)).withMessageContaining("folder");
        assertThatIOException().isThrownBy(() -> AtomicFile.open(folder.resolve("no/such/file")));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
