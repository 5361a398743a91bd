package io.github.s2vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Damaged and hostile files give a picture or an {@link IOException}, soon, and nothing else. */
class HeaderFuzzTest {
    private static final List<byte[]> FILES;

    static {
        try {
            FILES = List.copyOf(ImageFiles.oneOfEach(Pictures.smooth(40, 30)).values());
        } catch (IOException inMemory) {
            throw new ExceptionInInitializerError(inMemory);
        }
    }

    @Property(tries = 20_000)
    void a_header_is_parsed_or_refused(@ForAll long seed) {
        byte[] file = damaged(new SplittableRandom(seed));
        Bytes bytes = Bytes.of(file, "fuzz");
        try {
            ImageHeader header = ImageHeader.read(bytes);
            assertThat(header.width()).isPositive();
            assertThat(header.height()).isPositive();
            assertThat(header.orientation()).isBetween(1, 8);
            header.format().requireWhole(bytes);
        } catch (IOException refused) {
            assertThat(refused).hasMessageStartingWith("fuzz: ");
        }
    }

    @Property(tries = 1_500)
    void a_file_is_decoded_or_refused(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] file = damaged(random);
        ReadOptions options = ReadOptions.DEFAULT.maxPixels(1_000_000);
        try (Image image = Image.read(file, random.nextInt(4) == 0 ? options.damagedToo() : options)) {
            assertThat(image.size().area()).isBetween(1L, 1_000_000L);
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining("image of " + file.length + " bytes: ");
        }
    }

    /** One of the files with some bytes changed, most often near the start, or cut. */
    private static byte[] damaged(SplittableRandom random) {
        byte[] file = FILES.get(random.nextInt(FILES.size())).clone();
        int range = List.of(64, 600, file.length).get(random.nextInt(3));
        for (int change = random.nextInt(1, 5); change > 0 && file.length > 1; change--) {
            int at = random.nextInt(Math.min(range, file.length));
            switch (random.nextInt(6)) {
                case 0 -> file[at] = (byte) random.nextInt();
                case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> file[at] = (byte) 0xff;
                case 3 -> file[at] = 0;
                case 4 -> file = Arrays.copyOf(file, random.nextInt(file.length));
                default ->
                    Arrays.fill(file, at, Math.min(at + 4, file.length), (byte) (random.nextBoolean() ? 0xff : 0x7f));
            }
        }
        return file;
    }
}
