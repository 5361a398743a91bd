package io.github.s2vision;

import io.github.s2vision.probe.LinearMap;
import io.github.s2vision.probe.Ridge;

/**
 * How much of one model's features is a linear function of another's (S2 paper, section 3.2): fitted on train rows,
 * measured on train and on test rows. Streamed: no row is kept.
 */
final class LinearReconstruction {
    private final Ridge train;
    private final Ridge test;

    /**
     * How well a split is reconstructed.
     *
     * @param loss mean squared error over rows and dimensions
     * @param constantLoss that of the best constant, the mean of the train rows
     */
    record Fit(double loss, double constantLoss) {
        /** Information in bits per dimension, -log2(loss / constantLoss); below 0 on test rows if worse than the mean. */
        double bits() {
            return -Math.log(Math.max(loss, Double.MIN_NORMAL) / constantLoss) / Math.log(2);
        }
    }

    /** Both splits under one map. */
    record Result(Fit train, Fit test) {}

    LinearReconstruction(int sourceChannels, int targetChannels) {
        train = new Ridge(sourceChannels, targetChannels);
        test = new Ridge(sourceChannels, targetChannels);
    }

    /** Rows to fit on: [rows][source channels] and [rows][target channels]. */
    void train(float[] source, float[] target, int rows) {
        train.add(source, target, rows);
    }

    /** Rows to measure on. */
    void test(float[] source, float[] target, int rows) {
        test.add(source, target, rows);
    }

    /** @param lambda added to the diagonal of the centred products; the bias is not penalised; 0 is least squares */
    Result fit(double lambda) {
        LinearMap map = train.fit(lambda);
        LinearMap mean = train.constant();
        return new Result(new Fit(train.loss(map), train.loss(mean)), new Fit(test.loss(map), test.loss(mean)));
    }
}
