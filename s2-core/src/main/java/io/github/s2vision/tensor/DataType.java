package io.github.s2vision.tensor;

/** The element types that a {@link Tensor} can hold and a model can take or give. */
public enum DataType {
    /** IEEE 754 single precision. */
    FLOAT32(4),
    /** IEEE 754 half precision, kept as its 16 bits. */
    FLOAT16(2),
    /** Signed 64-bit integers. */
    INT64(8),
    /** Signed 32-bit integers. */
    INT32(4),
    /** Unsigned bytes, 0 to 255. */
    UINT8(1),
    /** Signed bytes, -128 to 127. */
    INT8(1),
    /** One byte each, 0 or 1. */
    BOOL(1),
    /** Texts of any length; always in heap memory. */
    STRING(0);

    private final int bytes;

    DataType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes that one element takes; 0 for {@link #STRING}, whose elements have no fixed size. */
    public int bytes() {
        return bytes;
    }
}
