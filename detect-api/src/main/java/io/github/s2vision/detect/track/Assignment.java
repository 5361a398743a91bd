package io.github.s2vision.detect.track;

import java.util.Arrays;

/**
 * Which row gets which column so that the costs add up to the least, where a row and a column may each stay alone at half
 * the limit: a pair above the limit is never made, one below it only if that is best for all.
 *
 * <p>The algorithm of Jonker and Volgenant (Computing 38, 1987: column reduction, reduction transfer, augmenting row
 * reduction, augmentation along shortest paths) on the square matrix that {@code lap.lapjv(extend_cost=True, cost_limit)}
 * of lap 0.5 makes, and its choice at every tie: where several assignments are equally good, this finds the same one.
 * Takes at most time by (rows + columns)³, mostly by their square. Not safe for concurrent use, and used once.
 */
final class Assignment {
    /** Stands for no cost at all in lap; costs are far below. */
    private static final double LARGE = 1_000_000;

    private final int size;
    private final double[] cost; // size × size, row by row
    private final double[] price; // of each column: what it costs beyond its own costs
    private final int[] columnOf;
    private final int[] rowOf;
    private final int[] free; // rows without a column

    private Assignment(int rows, int columns, float[] costs, double limit) {
        this.size = rows + columns;
        this.cost = new double[size * size];
        this.price = new double[size];
        this.columnOf = new int[size];
        this.rowOf = new int[size];
        this.free = new int[size];
        Arrays.fill(cost, limit / 2);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                cost[row * size + column] = costs[row * columns + column];
            }
        }
        for (int row = rows; row < size; row++) {
            Arrays.fill(cost, row * size + columns, (row + 1) * size, 0);
        }
    }

    /**
     * The column of each row, -1 where it stays alone.
     *
     * @param costs [rows, columns] row by row; finite
     * @param limit the largest cost of a pair
     */
    static int[] solve(int rows, int columns, float[] costs, double limit) {
        int[] columnOf = new int[rows];
        if (rows == 0 || columns == 0) {
            Arrays.fill(columnOf, -1);
            return columnOf;
        }
        Assignment assignment = new Assignment(rows, columns, costs, limit);
        assignment.run();
        for (int row = 0; row < rows; row++) {
            int column = assignment.columnOf[row];
            columnOf[row] = column < columns ? column : -1;
        }
        return columnOf;
    }

    private void run() {
        int left = reduceColumns();
        for (int pass = 0; pass < 2 && left > 0; pass++) {
            left = reduceRows(left);
        }
        if (left > 0) {
            augment(left);
        }
    }

    /** Each column goes to its cheapest row, the last column first; rows with one column pass on what they save. */
    private int reduceColumns() {
        Arrays.fill(columnOf, -1);
        Arrays.fill(price, LARGE);
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double c = cost[row * size + column];
                if (c < price[column]) {
                    price[column] = c;
                    rowOf[column] = row;
                }
            }
        }
        boolean[] wantedTwice = new boolean[size];
        for (int column = size - 1; column >= 0; column--) {
            int row = rowOf[column];
            if (columnOf[row] < 0) {
                columnOf[row] = column;
            } else {
                wantedTwice[row] = true;
                rowOf[column] = -1;
            }
        }
        int left = 0;
        for (int row = 0; row < size; row++) {
            if (columnOf[row] < 0) {
                free[left++] = row;
            } else if (!wantedTwice[row]) {
                int own = columnOf[row];
                double least = LARGE;
                for (int column = 0; column < size; column++) {
                    if (column != own) {
                        least = Math.min(least, cost[row * size + column] - price[column]);
                    }
                }
                price[own] -= least;
            }
        }
        return left;
    }

    /** Free rows bid for their cheapest column, up to where the second cheapest is as good; who had it is free again. */
    private int reduceRows(int count) {
        int current = 0;
        int left = 0;
        long tries = 0;
        while (current < count) {
            tries++;
            int row = free[current++];
            int best = 0;
            double bestCost = cost[row * size] - price[0];
            int second = -1;
            double secondCost = LARGE;
            for (int column = 1; column < size; column++) {
                double c = cost[row * size + column] - price[column];
                if (c < secondCost) {
                    if (c >= bestCost) {
                        secondCost = c;
                        second = column;
                    } else {
                        secondCost = bestCost;
                        bestCost = c;
                        second = best;
                        best = column;
                    }
                }
            }
            int holder = rowOf[best];
            double lowered = price[best] - (secondCost - bestCost);
            boolean lowers = lowered < price[best];
            if (tries < (long) current * size) {
                if (lowers) {
                    price[best] = lowered;
                } else if (holder >= 0 && second >= 0) {
                    best = second;
                    holder = rowOf[second];
                }
                if (holder >= 0) {
                    if (lowers) {
                        free[--current] = holder;
                    } else {
                        free[left++] = holder;
                    }
                }
            } else if (holder >= 0) {
                free[left++] = holder;
            }
            columnOf[row] = best;
            rowOf[best] = row;
        }
        return left;
    }

    /** Free rows get a column along the cheapest path of exchanges. */
    private void augment(int count) {
        int[] before = new int[size];
        Path path = new Path();
        for (int f = 0; f < count; f++) {
            int column = path.find(free[f], before);
            int row;
            do {
                row = before[column];
                rowOf[column] = row;
                int next = columnOf[row];
                columnOf[row] = column;
                column = next;
            } while (row != free[f]);
        }
    }

    /**
     * Dijkstra over columns. {@code columns} is in three parts: up to {@code scanned} done, up to {@code reached} at the
     * least distance and not done, then the others.
     */
    private final class Path {
        private final int[] columns = new int[size];
        private final double[] distance = new double[size];
        private int scanned;
        private int reached;

        /** The unassigned column that ends the cheapest path from {@code start}; {@code before} has the rows on the way. */
        int find(int start, int[] before) {
            for (int column = 0; column < size; column++) {
                columns[column] = column;
                before[column] = start;
                distance[column] = cost[start * size + column] - price[column];
            }
            scanned = 0;
            reached = 0;
            int done = 0;
            int end = -1;
            while (end < 0) {
                if (scanned == reached) {
                    done = scanned;
                    gatherNearest();
                    for (int k = scanned; k < reached; k++) {
                        if (rowOf[columns[k]] < 0) {
                            end = columns[k];
                        }
                    }
                }
                if (end < 0) {
                    end = scan(before);
                }
            }
            double nearest = distance[columns[scanned]];
            for (int k = 0; k < done; k++) {
                price[columns[k]] += distance[columns[k]] - nearest;
            }
            return end;
        }

        private void gatherNearest() {
            reached = scanned + 1;
            double nearest = distance[columns[scanned]];
            for (int k = reached; k < size; k++) {
                int column = columns[k];
                if (distance[column] <= nearest) {
                    if (distance[column] < nearest) {
                        reached = scanned;
                        nearest = distance[column];
                    }
                    columns[k] = columns[reached];
                    columns[reached++] = column;
                }
            }
        }

        /** Goes on from all nearest columns; an unassigned column at the same distance, or -1. Leaves its place if found. */
        private int scan(int[] before) {
            int low = scanned;
            int high = reached;
            while (low != high) {
                int from = columns[low++];
                int row = rowOf[from];
                double nearest = distance[from];
                double offset = cost[row * size + from] - price[from] - nearest;
                for (int k = high; k < size; k++) {
                    int column = columns[k];
                    double through = cost[row * size + column] - price[column] - offset;
                    if (through < distance[column]) {
                        distance[column] = through;
                        before[column] = row;
                        if (through == nearest) {
                            if (rowOf[column] < 0) {
                                return column;
                            }
                            columns[k] = columns[high];
                            columns[high++] = column;
                        }
                    }
                }
            }
            scanned = low;
            reached = high;
            return -1;
        }
    }
}
