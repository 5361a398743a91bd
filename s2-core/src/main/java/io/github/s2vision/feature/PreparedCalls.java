package io.github.s2vision.feature;

import io.github.s2vision.backend.ModelSignature;
import io.github.s2vision.backend.Session;
import io.github.s2vision.tensor.DataType;
import io.github.s2vision.tensor.Shape;
import io.github.s2vision.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;

/** Prepared calls of a session that nobody uses at the moment, kept with their memory for the next one who does. */
final class PreparedCalls {
    /** Enough for a few shapes on each of many threads; more would keep memory for sizes that never come again. */
    private static final int MOST_IDLE = 32;

    private final Deque<Prepared> idle = new ArrayDeque<>(); // the latest first; guarded by this
    private boolean closed; // guarded by this

    /** A call with its memory, in use by one thread. */
    static final class Prepared {
        private final String key;
        private final Session.Call call;
        private final Tensor pictures; // FLOAT32, what the caller fills
        private final Tensor input; // what the model reads: the same, or halves
        private final Tensor output;
        private final Tensor result; // FLOAT32

        Prepared(String key, Session.Call call, Tensor pictures, Tensor input, Tensor output, Tensor result) {
            this.key = key;
            this.call = call;
            this.pictures = pictures;
            this.input = input;
            this.output = output;
            this.result = result;
        }

        Tensor pictures() {
            return pictures;
        }

        Tensor result() {
            return result;
        }

        void run() {
            if (input != pictures) {
                input.copyFrom(pictures);
            }
            call.run();
            if (result != output) {
                result.copyFrom(output);
            }
        }
    }

    Prepared borrow(
            Session session, ModelSignature.Port picture, Shape in, String outputName, DataType outputType, Shape out) {
        String key = in + " " + outputName;
        synchronized (this) {
            for (Iterator<Prepared> each = idle.iterator(); each.hasNext(); ) {
                Prepared prepared = each.next();
                if (prepared.key.equals(key)) {
                    each.remove();
                    return prepared;
                }
            }
        }
        Tensor pictures = Tensor.allocate(DataType.FLOAT32, in);
        Tensor input = picture.type() == DataType.FLOAT32 ? pictures : Tensor.allocate(picture.type(), in);
        Tensor output = Tensor.allocate(outputType, out);
        Tensor result = outputType == DataType.FLOAT32 ? output : Tensor.allocate(DataType.FLOAT32, out);
        Session.Call call = session.prepare(Map.of(picture.name(), input), Map.of(outputName, output));
        return new Prepared(key, call, pictures, input, output, result);
    }

    void giveBack(Prepared prepared) {
        Prepared superfluous = null;
        synchronized (this) {
            if (closed) {
                superfluous = prepared;
            } else {
                idle.addFirst(prepared);
                if (idle.size() > MOST_IDLE) {
                    superfluous = idle.removeLast();
                }
            }
        }
        if (superfluous != null) {
            superfluous.call.close();
        }
    }

    void close() {
        Deque<Prepared> left;
        synchronized (this) {
            closed = true;
            left = new ArrayDeque<>(idle);
            idle.clear();
        }
        left.forEach(prepared -> prepared.call.close());
    }
}
