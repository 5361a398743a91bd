package io.github.s2vision.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.s2vision.geometry.Box;
import io.github.s2vision.geometry.Size;
import io.github.s2vision.image.Image;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lambda holds the contract, and what is found can be drawn. */
class DetectorTest extends DetectorContract {
    private static final Category MIDDLE = new Category(3, "middle");

    private static Image grey(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) 100);
        return Image.rgb(width, height, pixels);
    }

    @Override
    protected Detector detector() {
        return image -> {
            Size size = image.size();
            Box box = Box.cxcywh(size.width() / 2.0, size.height() / 2.0, size.width() / 2.0, size.height() / 2.0);
            return Detections.of(size, List.of(new Detection(box, MIDDLE, 0.5)));
        };
    }

    @Override
    protected List<Image> images() {
        return List.of(grey(64, 48), grey(10, 90));
    }

    private static int pixel(Image image, int x, int y) {
        return image.toBufferedImage().getRGB(x, y) & 0xffffff;
    }

    @Test
    void masks_boxes_and_points_are_drawn_where_they_are() {
        Image image = grey(200, 100);
        Mask mask = Mask.ofBox(image.size(), new Box(20, 40, 60, 80));
        Detection thing = new Detection(new Box(20, 40, 60, 80), MIDDLE, 0.5)
                .withMask(mask)
                .withKeypoints(Keypoints.of(40, 60, 1, 150, 60, 0));
        Image drawn = Detections.of(image.size(), List.of(thing)).drawOn(image);
        assertThat(pixel(drawn, 30, 50)).isNotEqualTo(0x646464); // inside the mask
        assertThat(pixel(drawn, 20, 70)).isNotEqualTo(0x646464); // the border of the box
        assertThat(pixel(drawn, 40, 60)).isNotEqualTo(pixel(drawn, 30, 50)); // a point
        assertThat(pixel(drawn, 150, 60)).isEqualTo(0x646464); // a point that is not visible
        assertThat(pixel(image, 30, 50)).isEqualTo(0x646464);
    }

    @Test
    void an_oriented_box_is_drawn_turned_about_its_centre() {
        Image image = grey(100, 100);
        Detection lying = new Detection(new Box(10, 45, 90, 55), MIDDLE, 0.5).withAngle(Math.PI / 2);
        Image drawn = Detections.of(image.size(), List.of(lying)).drawOn(image);
        assertThat(pixel(drawn, 50, 90)).isNotEqualTo(0x646464);
        assertThat(pixel(drawn, 15, 50)).isEqualTo(0x646464);
    }

    @Test
    void detections_of_another_image_are_not_drawn() {
        Detections other = Detections.none(new Size(3, 3));
        assertThatThrownBy(() -> other.drawOn(grey(4, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("3×3", "4×4");
    }
}
