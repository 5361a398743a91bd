package io.github.s2vision.detect.track;

import io.github.s2vision.geometry.Box;

/**
 * A box that moves at a constant velocity: the Kalman filter of ByteTrack over centre x, centre y, aspect (width over
 * height) and height, in float64. Noise grows with the height.
 *
 * <p>The 8 × 8 filter falls apart into four of a value and its velocity: neither the motion, nor the noise, nor what is
 * measured couples one value with another. The numbers are the same.
 */
final class Motion {
    private static final int ASPECT = 2;
    private static final int HEIGHT = 3;

    /** Noise of a position and of a velocity in shares of the height, as in the authors' code. */
    private static final double POSITION = 1.0 / 20;

    private static final double VELOCITY = 1.0 / 160;

    private final double[] value = new double[4];
    private final double[] velocity = new double[4];
    private final double[] valueVariance = new double[4];
    private final double[] covariance = new double[4];
    private final double[] velocityVariance = new double[4];

    /** Starts where {@code measured} (centre x, centre y, aspect, height) is, at rest. */
    Motion(float[] measured) {
        double height = measured[HEIGHT];
        for (int i = 0; i < 4; i++) {
            value[i] = measured[i];
            valueVariance[i] = square(i == ASPECT ? 1e-2 : 2 * POSITION * height);
            velocityVariance[i] = square(i == ASPECT ? 1e-5 : 10 * VELOCITY * height);
        }
    }

    /** One frame on. Of a lost thing the height stays: it would grow or shrink without end. */
    void advance(boolean lost) {
        if (lost) {
            velocity[HEIGHT] = 0;
        }
        double height = value[HEIGHT];
        for (int i = 0; i < 4; i++) {
            value[i] += velocity[i];
            double both = covariance[i] + velocityVariance[i];
            valueVariance[i] = valueVariance[i] + covariance[i] + both + square(i == ASPECT ? 1e-2 : POSITION * height);
            covariance[i] = both;
            velocityVariance[i] += square(i == ASPECT ? 1e-5 : VELOCITY * height);
        }
    }

    /** Corrects by what was measured in this frame. */
    void correct(float[] measured) {
        double height = value[HEIGHT];
        for (int i = 0; i < 4; i++) {
            double noisy = valueVariance[i] + square(i == ASPECT ? 1e-1 : POSITION * height);
            double gain = valueVariance[i] / noisy;
            double velocityGain = covariance[i] / noisy;
            double surprise = measured[i] - value[i];
            value[i] += surprise * gain;
            velocity[i] += surprise * velocityGain;
            valueVariance[i] -= gain * (noisy * gain);
            covariance[i] -= gain * (noisy * velocityGain);
            velocityVariance[i] -= velocityGain * (noisy * velocityGain);
        }
    }

    /** The corners x1, y1, x2, y2 as overlaps are computed: in float64, then rounded. May be turned inside out. */
    void corners(float[] into, int at) {
        double width = value[ASPECT] * value[HEIGHT];
        double x1 = value[0] - width / 2;
        double y1 = value[1] - value[HEIGHT] / 2;
        into[at] = (float) x1;
        into[at + 1] = (float) y1;
        into[at + 2] = (float) (width + x1);
        into[at + 3] = (float) (value[HEIGHT] + y1);
    }

    /** The box; an empty one where the filter has shrunk it to less. */
    Box box() {
        double width = Math.max(0, value[ASPECT] * value[HEIGHT]);
        double height = Math.max(0, value[HEIGHT]);
        return Box.cxcywh(value[0], value[1], width, height);
    }

    private static double square(double value) {
        return value * value;
    }
}
