package io.github.s2vision.image;

/** How an image is resized, named after the tool that gives the same 8-bit result. */
public enum Interpolation {
    /** The nearest pixel to the upper left, as OpenCV's {@code INTER_NEAREST} and torch's {@code nearest}. */
    NEAREST,
    /** OpenCV's {@code INTER_LINEAR} on 8 bits (11-bit fixed point, not antialiased), bit for bit: it is called. */
    OPENCV_LINEAR,
    /** OpenCV's {@code INTER_AREA} on 8 bits, bit for bit: it is called. Good for shrinking; enlarging is bilinear. */
    OPENCV_AREA,
    /** Pillow's {@code BILINEAR}, bit for bit: a triangle as wide as the shrinking asks for, in 22-bit fixed point. */
    PIL_BILINEAR,
    /** Pillow's {@code BICUBIC} (a = -0.5, antialiased when shrinking), bit for bit: what CLIP and SigLIP were fed with. */
    PIL_BICUBIC,
    /**
     * torch's {@code interpolate(mode='bilinear', align_corners=False)} on float32 values 0 to 255, then rounded half to
     * even. Not antialiased. Equal to torch's plain code; where the exact value lies on a half its vectorised code may
     * round to the other side.
     */
    TORCH_BILINEAR,
    /**
     * torch's {@code interpolate(mode='bicubic', align_corners=False)} (a = -0.75) on float32 values 0 to 255, then cut to
     * 0 to 255 and rounded half to even. Not antialiased. As equal as {@link #TORCH_BILINEAR}.
     */
    TORCH_BICUBIC,
    /**
     * torch's {@code interpolate(mode='area')}, the adaptive average at any ratio, on float32 values 0 to 255, then rounded
     * half to even. Cells overlap where the ratio is no whole number, so this differs from {@link #OPENCV_AREA}.
     */
    AREA
}
