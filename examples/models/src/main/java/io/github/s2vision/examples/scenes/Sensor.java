package io.github.s2vision.examples.scenes;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Arrays;

/**
 * What light, lens and camera do to a drawn picture: per channel {@code 255 * (gain * v / 255) ^ gamma + offset}, a ramp of
 * brightness from left to right, Gaussian blur, Gaussian noise.
 */
final class Sensor {
    /** Pixels are worked on in sixteenths. */
    private static final int FRACTION = 4;

    private static final int HALF = 8;
    private static final int KERNEL_BITS = 12;

    private final double[] gain;
    private final double[] offset;
    private final double gamma;
    private final double[] ramp;
    private final double blur;
    private final double noise;
    private final boolean grey;
    private final int quality;

    private Sensor(
            double[] gain,
            double[] offset,
            double gamma,
            double[] ramp,
            double blur,
            double noise,
            boolean grey,
            int quality) {
        this.gain = gain;
        this.offset = offset;
        this.gamma = gamma;
        this.ramp = ramp;
        this.blur = blur;
        this.noise = noise;
        this.grey = grey;
        this.quality = quality;
    }

    /** Of the JPEG file, 1 to 100. */
    int quality() {
        return quality;
    }

    /** Even light, a little blur and grey noise: what {@link Recipe#TOWN} uses. */
    static Sensor plain(Dice dice) {
        double gain = dice.uniform(0.75, 1.15);
        double offset = dice.uniform(-15, 15);
        double[] offsets = new double[3];
        for (int c = 0; c < 3; c++) {
            offsets[c] = offset + dice.uniform(-8, 8);
        }
        return new Sensor(
                new double[] {gain, gain, gain},
                offsets,
                1,
                new double[] {1, 1},
                dice.uniform(0.4, 0.9),
                dice.uniform(3, 9),
                true,
                dice.between(85, 97));
    }

    /** Any weather and a cheap camera: what {@link Recipe#STREET} uses. */
    static Sensor harsh(Dice dice) {
        double gain = dice.uniform(0.5, 1.25);
        double[] gains = {
            gain * dice.uniform(0.88, 1.12), gain * dice.uniform(0.88, 1.12), gain * dice.uniform(0.88, 1.12)
        };
        double[] ramp =
                dice.chance(0.4) ? new double[] {dice.uniform(0.6, 1.1), dice.uniform(0.6, 1.1)} : new double[] {1, 1};
        double gamma = dice.uniform(0.8, 1.25);
        double blur = dice.chance(0.4) ? dice.uniform(0.4, 1.3) : 0;
        return new Sensor(gains, new double[3], gamma, ramp, blur, dice.uniform(1, 11), false, dice.between(35, 92));
    }

    /** Good light: what the plaza pictures of {@link Recipe#PLAZA} use, whose colours must stay nameable. */
    static Sensor clear(Dice dice) {
        double gain = dice.uniform(0.85, 1.15);
        return new Sensor(
                new double[] {gain, gain, gain},
                new double[3],
                1,
                new double[] {1, 1},
                0,
                dice.uniform(0, 5),
                false,
                dice.between(70, 92));
    }

    /** Changes {@code picture}, which must be square and of type INT_RGB. */
    void expose(BufferedImage picture, Dice dice) {
        int side = picture.getWidth();
        int[] rgb = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
        int[] kernel = kernel();
        int[] plane = new int[side * side];
        Noise noise = new Noise(dice, side);
        for (int channel = 0; channel < 3; channel++) {
            int shift = 16 - 8 * channel;
            int[] light = light(channel);
            for (int i = 0; i < plane.length; i++) {
                plane[i] = light[(rgb[i] >> shift) & 255];
            }
            if (kernel.length > 1) {
                blur(plane, side, kernel);
            }
            if (ramp[0] != 1 || ramp[1] != 1) {
                dim(plane, side);
            }
            noise.add(plane, side, grey ? 0 : channel, this.noise);
            int keep = ~(255 << shift);
            for (int i = 0; i < plane.length; i++) {
                int level = Math.max(0, Math.min(255, (plane[i] + HALF) >> FRACTION));
                rgb[i] = (rgb[i] & keep) | (level << shift);
            }
        }
    }

    private int[] light(int channel) {
        int[] light = new int[256];
        for (int v = 0; v < 256; v++) {
            double lit = 255 * Math.pow(gain[channel] * v / 255, gamma) + offset[channel];
            light[v] = (int) Math.round(Math.max(0, Math.min(255, lit)) * (1 << FRACTION));
        }
        return light;
    }

    private void dim(int[] plane, int side) {
        for (int x = 0; x < side; x++) {
            int factor = (int) ((ramp[0] + (ramp[1] - ramp[0]) * x / (side - 1)) * (1 << KERNEL_BITS));
            for (int i = x; i < plane.length; i += side) {
                plane[i] = (plane[i] * factor) >> KERNEL_BITS;
            }
        }
    }

    /** Weights of one side of a Gaussian, the middle first; a single one for no blur. */
    private int[] kernel() {
        int radius = blur == 0 ? 0 : (int) Math.ceil(2.5 * blur);
        double[] weights = new double[radius + 1];
        double sum = 0;
        for (int i = 0; i <= radius; i++) {
            weights[i] = i == 0 ? 1 : Math.exp(-i * i / (2 * blur * blur));
            sum += i == 0 ? weights[i] : 2 * weights[i];
        }
        int[] kernel = new int[radius + 1];
        for (int i = 0; i <= radius; i++) {
            kernel[i] = (int) Math.round(weights[i] / sum * (1 << KERNEL_BITS));
        }
        return kernel;
    }

    /** Rows into a copy, then columns back; the border repeats its outermost pixels. */
    private static void blur(int[] plane, int side, int[] kernel) {
        int radius = kernel.length - 1;
        int[] padded = new int[side + 2 * radius];
        int[] rows = new int[plane.length];
        for (int y = 0; y < side; y++) {
            System.arraycopy(plane, y * side, padded, radius, side);
            Arrays.fill(padded, 0, radius, plane[y * side]);
            Arrays.fill(padded, radius + side, padded.length, plane[(y + 1) * side - 1]);
            for (int x = 0; x < side; x++) {
                rows[y * side + x] = kernel[0] * padded[x + radius];
            }
            for (int k = 1; k <= radius; k++) {
                int weight = kernel[k];
                for (int x = 0; x < side; x++) {
                    rows[y * side + x] += weight * (padded[x + radius - k] + padded[x + radius + k]);
                }
            }
        }
        int[] sum = new int[side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                sum[x] = kernel[0] * (rows[y * side + x] >> KERNEL_BITS);
            }
            for (int k = 1; k <= radius; k++) {
                int weight = kernel[k];
                int above = Math.max(0, y - k) * side;
                int below = Math.min(side - 1, y + k) * side;
                for (int x = 0; x < side; x++) {
                    sum[x] += weight * ((rows[above + x] >> KERNEL_BITS) + (rows[below + x] >> KERNEL_BITS));
                }
            }
            for (int x = 0; x < side; x++) {
                plane[y * side + x] = sum[x] >> KERNEL_BITS;
            }
        }
    }

    /** A window into fixed fields of Gaussian noise: ten times cheaper than drawing it anew. */
    private static final class Noise {
        private static final int FIELD = 768;
        private static final byte[][] FIELDS = fields();

        private final int[] field = new int[3];
        private final int[] start = new int[3];

        Noise(Dice dice, int side) {
            int first = dice.between(0, 2);
            for (int channel = 0; channel < 3; channel++) {
                field[channel] = (first + channel) % 3;
                start[channel] = dice.between(0, FIELD - side) * FIELD + dice.between(0, FIELD - side);
            }
        }

        void add(int[] plane, int side, int channel, double sigma) {
            byte[] values = FIELDS[field[channel]];
            // A field's deviation is 32.
            int factor = (int) Math.round(sigma * (1 << FRACTION) / 32 * 256);
            for (int y = 0; y < side; y++) {
                int from = start[channel] + y * FIELD;
                for (int x = 0; x < side; x++) {
                    plane[y * side + x] += (values[from + x] * factor) >> 8;
                }
            }
        }

        /** The sum of four uniform numbers is near enough to a Gaussian, and one draw gives all four. */
        private static byte[][] fields() {
            Dice dice = new Dice(768);
            double scale = 32 / (65536 * Math.sqrt(4 / 12.0));
            byte[][] fields = new byte[3][FIELD * FIELD];
            for (byte[] values : fields) {
                for (int i = 0; i < values.length; i++) {
                    long bits = dice.nextLong();
                    long sum = (bits & 0xffff) + ((bits >>> 16) & 0xffff) + ((bits >>> 32) & 0xffff) + (bits >>> 48);
                    values[i] = (byte) Math.round((sum - 2 * 65535) * scale);
                }
            }
            return fields;
        }
    }

    @Override
    public String toString() {
        return "Sensor[gain " + gain[1] + ", blur " + blur + " px, noise " + noise + ", quality " + quality + "]";
    }
}
