package io.github.s2vision.backend;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtEpDevice;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An execution provider of ONNX Runtime.
 *
 * @param name as ONNX Runtime's documentation writes it; case does not matter
 * @param options its own keys and values
 */
record Provider(String name, Map<String, String> options) {
    static final Provider CPU = new Provider("CPU", Map.of());

    Provider {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    static Provider cuda(int device) {
        return new Provider("CUDA", Map.of("device_id", Integer.toString(device)));
    }

    /** Whether it needs NVIDIA's driver and libraries. */
    boolean isNvidia() {
        return name.equalsIgnoreCase("CUDA") || name.equalsIgnoreCase("TensorRT");
    }

    /** Whether ONNX Runtime was compiled with it, which does not say that it works. */
    boolean isCompiledIn() {
        return OrtEnvironment.getAvailableProviders().stream()
                .anyMatch(compiled -> compiled.name().replace("_", "").equalsIgnoreCase(name));
    }

    /** Puts it before the CPU, which computes what the provider cannot. */
    void addTo(OrtSession.SessionOptions session) throws OrtException {
        if (isNvidia()) {
            if (!isCompiledIn()) {
                // ONNX Runtime itself would first unpack 600 MB and then say the same.
                throw new BackendException("this ONNX Runtime is compiled without " + name + ": " + Diagnosis.GPU_JAR);
            }
            OrtRuntime.get().unpackGpuLibraries();
        }
        switch (name.toLowerCase(Locale.ROOT)) {
            case "cpu" -> requireOptions();
            case "cuda" -> addCuda(session);
            case "tensorrt" -> addTensorRt(session);
            case "coreml" -> session.addCoreML(options);
            case "xnnpack" -> session.addXnnpack(options);
            case "qnn" -> session.addQnn(options);
            case "webgpu" -> session.addWebGPU(options);
            case "openvino" -> {
                requireOptions("device_type");
                session.addOpenVINO(options.getOrDefault("device_type", ""));
            }
            case "directml" -> {
                requireOptions("device_id");
                session.addDirectML(number("device_id"));
            }
            case "rocm" -> {
                requireOptions("device_id");
                session.addROCM(number("device_id"));
            }
            default -> addPlugin(session);
        }
    }

    private void addCuda(OrtSession.SessionOptions session) throws OrtException {
        // Not addCUDA(int): only with these options does the message say which library is missing.
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(number("device_id"))) {
            for (Map.Entry<String, String> option : options.entrySet()) {
                cuda.add(option.getKey(), option.getValue());
            }
            session.addCUDA(cuda);
        }
    }

    private void addTensorRt(OrtSession.SessionOptions session) throws OrtException {
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(number("device_id"))) {
            for (Map.Entry<String, String> option : options.entrySet()) {
                tensorRt.add(option.getKey(), option.getValue());
            }
            session.addTensorrt(tensorRt);
        }
    }

    /** Providers that an application registered with ONNX Runtime itself, as plug-in libraries. */
    private void addPlugin(OrtSession.SessionOptions session) throws OrtException {
        List<OrtEpDevice> devices = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (OrtEpDevice device : OrtEnvironment.getEnvironment().getEpDevices()) {
            known.add(device.getEpName());
            if (device.getEpName().equalsIgnoreCase(name)) {
                devices.add(device);
            }
        }
        if (devices.isEmpty()) {
            throw new BackendException("no execution provider is called '" + name
                    + "': known are CUDA, TensorRT, CoreML, XNNPACK, QNN, WebGPU, OpenVINO, DirectML, ROCm, and the plug-ins "
                    + known);
        }
        session.addExecutionProvider(devices, options);
    }

    private int number(String key) {
        String value = options.getOrDefault(key, "0");
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException malformed) {
            throw new BackendException(name + ": option " + key + " is '" + value + "', a number is needed", malformed);
        }
    }

    private void requireOptions(String... allowed) {
        for (String key : options.keySet()) {
            if (!List.of(allowed).contains(key)) {
                throw new BackendException(name + " has no option '" + key + "'"
                        + (allowed.length == 0 ? "; it takes none" : ": it takes " + List.of(allowed)));
            }
        }
    }
}
