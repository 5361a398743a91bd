package io.github.s2vision.backend;

import java.util.List;

/**
 * What a backend found on this machine. {@link #toString} is made to be read by people.
 *
 * @param backend the backend's name, as {@link Backend#name}
 * @param usable whether it can run models
 * @param device what it runs on: processor or GPU, with what is known of it
 * @param runtime the inference library and its version
 * @param providers the execution providers compiled into that library, which says nothing about whether they work
 * @param findings each thing looked at, in order
 */
public record BackendReport(
        String backend, boolean usable, String device, String runtime, List<String> providers, List<Finding> findings) {
    /** Copies the lists. */
    public BackendReport {
        providers = List.copyOf(providers);
        findings = List.copyOf(findings);
    }

    /**
     * One thing that was looked at.
     *
     * @param ok whether it is as it should be
     * @param what what was looked at: "CUDA library libcublasLt.so.12"
     * @param found what is there
     * @param remedy the one line to change; empty if {@code ok}
     */
    public record Finding(boolean ok, String what, String found, String remedy) {
        /** Such as {@code NVIDIA driver: too old -> update it to 525 or newer}. */
        @Override
        public String toString() {
            return what + ": " + found + (remedy.isEmpty() ? "" : " -> " + remedy);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(backend)
                .append(usable ? ": works, " : ": cannot be used, ")
                .append(device)
                .append(", ")
                .append(runtime);
        if (!providers.isEmpty()) {
            text.append(", compiled with ").append(String.join(", ", providers));
        }
        for (Finding finding : findings) {
            text.append(finding.ok() ? "\n  ok   " : "\n  NO   ")
                    .append(finding.what())
                    .append(": ")
                    .append(finding.found());
            if (!finding.remedy().isEmpty()) {
                text.append("\n       -> ").append(finding.remedy());
            }
        }
        return text.toString();
    }
}
