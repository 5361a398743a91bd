/**
 * Drawn scenes of streets with exact labels, for the tiny models of this project, its examples and its tests. They are
 * drawings: what holds on them says that a pipeline is right, nothing about photographs. Start with
 * {@link io.github.s2vision.examples.scenes.SceneGenerator}.
 *
 * <pre>{@code
 * SceneGenerator generator = SceneGenerator.of(Recipe.STREET, Split.TEST, 1);
 * Scene scene = generator.scene(0);
 * ImageIO.write(scene.picture(), "png", new File("street.png"));
 * scene.objects().forEach(System.out::println);
 * float[] labels = CellLabels.of(scene, Recipe.TOWN.kinds(), 12).any();
 * }</pre>
 */
@NullMarked
package io.github.s2vision.examples.scenes;

import org.jspecify.annotations.NullMarked;
