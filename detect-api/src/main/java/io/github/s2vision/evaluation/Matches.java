package io.github.s2vision.evaluation;

import io.github.s2vision.dataset.Id;
import java.util.List;

/**
 * How every detection and object came out, as columns: by category, image and rank. What is computed from it needs no box
 * any more: curves, intervals by resampling images, merging. Its arrays are not to be changed.
 */
final class Matches {
    final Settings settings;
    final Lanes lanes;
    /** The images, rising; detections and objects name their rank. */
    final List<Id> images;
    /** The categories by k; empty where they are pooled. */
    final List<Id> categories;
    /** Detections of category k stand from starts[k] to starts[k + 1] - 1. */
    final int[] starts;
    /** By place: the row of the predictions. */
    final int[] rows;
    /** By place: the rank of the image. */
    final int[] imageOf;
    /** By place: how many detections of the same image and category come before. */
    final int[] ranks;
    /** By place. */
    final double[] scores;
    /** By word and place: see {@link GroupMatcher}. */
    final long[][] hits;

    final long[][] ignored;
    /** Objects of category k likewise. */
    final int[] objectStarts;

    final int[] objectRows;
    final int[] objectImageOf;
    /** By place of an object: one bit per area range in which it does not count. */
    final long[] objectIgnored;

    Matches(Selection selection, Lanes lanes, long[][] hits, long[][] ignored, long[] objectIgnored) {
        settings = selection.settings;
        this.lanes = lanes;
        images = List.of(selection.images);
        categories = settings.useCategories() ? List.of(selection.categories) : List.of();
        starts = selection.detections.starts;
        rows = selection.detections.rows;
        imageOf = selection.detections.images;
        ranks = selection.detections.ranks;
        scores = selection.detections.scores;
        this.hits = hits;
        this.ignored = ignored;
        objectStarts = selection.objects.starts;
        objectRows = selection.objects.rows;
        objectImageOf = selection.objects.images;
        this.objectIgnored = objectIgnored;
    }

    /** How many things are told apart: the categories, or one pool. */
    int categoryCount() {
        return starts.length - 1;
    }

    /** How many objects of category k count, by area range. */
    long[] counted(int k) {
        long[] counted = new long[lanes.areas];
        for (int i = objectStarts[k]; i < objectStarts[k + 1]; i++) {
            for (int a = 0; a < counted.length; a++) {
                counted[a] += 1 - ((objectIgnored[i] >>> a) & 1);
            }
        }
        return counted;
    }
}
