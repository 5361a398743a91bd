package io.github.s2vision.probe;

/** Solves A X = B for a symmetric positive definite A. */
final class Cholesky {
    private Cholesky() {}

    /**
     * @param a [n][n] row by row; overwritten by its factor
     * @param b [n][columns] row by row; overwritten by the solution
     * @throws IllegalArgumentException if A is not positive definite to working precision
     */
    static void solve(double[] a, int n, double[] b, int columns) {
        double[] diagonal = new double[n];
        for (int i = 0; i < n; i++) {
            diagonal[i] = a[i * n + i];
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[i * n + j] = (a[i * n + j] - dot(a, i * n, j * n, j)) / a[j * n + j];
            }
            double pivot = diagonal[i] - dot(a, i * n, i * n, i);
            if (!(pivot > diagonal[i] * n * Math.ulp(1.0))) {
                throw new IllegalArgumentException(
                        "input " + i + " is a linear combination of the inputs before it, to working "
                                + "precision: take a lambda above 0, or leave it out");
            }
            a[i * n + i] = Math.sqrt(pivot);
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                subtract(b, i * columns, k * columns, a[i * n + k], columns);
            }
            divide(b, i * columns, a[i * n + i], columns);
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                subtract(b, i * columns, k * columns, a[k * n + i], columns);
            }
            divide(b, i * columns, a[i * n + i], columns);
        }
    }

    /** Four sums side by side: one running sum would be a chain of additions that wait for each other. */
    private static double dot(double[] values, int x, int y, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            s0 += values[x + i] * values[y + i];
            s1 += values[x + i + 1] * values[y + i + 1];
            s2 += values[x + i + 2] * values[y + i + 2];
            s3 += values[x + i + 3] * values[y + i + 3];
        }
        for (; i < length; i++) {
            s0 += values[x + i] * values[y + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static void subtract(double[] b, int into, int from, double factor, int columns) {
        for (int c = 0; c < columns; c++) {
            b[into + c] -= b[from + c] * factor;
        }
    }

    private static void divide(double[] b, int at, double by, int columns) {
        for (int c = 0; c < columns; c++) {
            b[at + c] /= by;
        }
    }
}
