package io.github.s2vision.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
    void what_was_written_is_read_again(DataType type) throws IOException {
        Tensor tensor = Tensor.allocate(type, 2, 3);
        fill(tensor);
        Path file = folder.resolve("array.npy");

        Npy.write(file, tensor);
        Tensor read = Npy.read(file);

        assertThat(read.type()).isEqualTo(type);
        assertThat(read.shape()).isEqualTo(tensor.shape());
        assertThat(text(read)).isEqualTo(text(tensor));
        assertThat(Files.size(file)).isEqualTo(128 + 6L * type.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void shapes_of_any_rank_are_read_again(int rank) throws IOException {
        long[] lengths = {3, 1, 2, 2};
        Tensor tensor = Tensor.allocate(DataType.FLOAT32, java.util.Arrays.copyOf(lengths, rank));
        Path file = folder.resolve("array.npy");

        Npy.write(file, tensor);

        assertThat(Npy.read(file).shape()).isEqualTo(tensor.shape());
    }

    @Test
    void column_order_and_big_endian_are_turned_into_ours() throws IOException {
        // numpy.save(file, numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]).astype(">i4"))
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        header(bytes, "{'descr': '>i4', 'fortran_order': True, 'shape': (2, 3), }");
        for (int value : new int[] {1, 4, 2, 5, 3, 6}) {
            bytes.write(new byte[] {0, 0, 0, (byte) value});
        }
        Path file = Files.write(folder.resolve("fortran.npy"), bytes.toByteArray());

        assertThat(Npy.read(file).toLongArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void a_truncated_file_is_refused_by_name() throws IOException {
        Path file = folder.resolve("cut.npy");
        Npy.write(file, Tensor.of(new float[10], 10));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 9, 50, whole.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatIOException().isThrownBy(() -> Npy.read(file)).withMessageContaining("cut.npy");
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length + 1));
        assertThatIOException().isThrownBy(() -> Npy.read(file)).withMessageContaining("longer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<O', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000,), }",
                "{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,), }"
            })
    void headers_that_cannot_be_are_refused(String header) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        header(bytes, header);
        bytes.write(new byte[8]);
        Path file = Files.write(folder.resolve("odd.npy"), bytes.toByteArray());

        assertThatIOException().isThrownBy(() -> Npy.read(file)).withMessageContaining("odd.npy");
    }

    private static void header(ByteArrayOutputStream bytes, String header) throws IOException {
        bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.write(header.length() + 1 & 0xff);
        bytes.write(header.length() + 1 >> 8);
        bytes.write((header + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void fill(Tensor tensor) {
        for (int i = 0; i < 6; i++) {
            switch (tensor.type()) {
                case FLOAT32 -> tensor.floats().put(i, i - 2.5f);
                case FLOAT16 -> tensor.halves().put(i, Half.ofFloat(i - 2.5f));
                case INT64 -> tensor.longs().put(i, i - 3L);
                case INT32 -> tensor.ints().put(i, i - 3);
                case UINT8, INT8 -> tensor.bytes().put(i, (byte) (i * 50));
                case BOOL -> tensor.bytes().put(i, (byte) (i % 2));
                case STRING -> throw new IllegalArgumentException();
            }
        }
    }

    private static String text(Tensor tensor) {
        return switch (tensor.type()) {
            case FLOAT32, FLOAT16 -> java.util.Arrays.toString(tensor.toFloatArray());
            case INT64, INT32 -> java.util.Arrays.toString(tensor.toLongArray());
            default -> {
                byte[] bytes = new byte[6];
                tensor.bytes().get(bytes);
                yield java.util.Arrays.toString(bytes);
            }
        };
    }
}
