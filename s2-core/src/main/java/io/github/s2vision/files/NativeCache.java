package io.github.s2vision.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The folder where native libraries are unpacked, once for all JVMs. It is the first of these that is set: system property
 * {@code s2vision.cache}; environment variable {@code S2VISION_CACHE}; {@code s2vision} in the user's cache folder
 * ({@code $XDG_CACHE_HOME} or {@code ~/.cache} on Linux, {@code ~/Library/Caches} on macOS, {@code %LOCALAPPDATA%} on
 * Windows). If the user's cannot be used (read-only home, no home, a file system mounted noexec), a fresh folder in
 * {@code java.io.tmpdir} takes its place and is deleted at a normal exit; {@link #refused} then says why.
 *
 * <p>Safe for concurrent use, also by several processes. Windows does not delete a library in use, so there a temporary
 * folder stays behind.
 */
public final class NativeCache {
    /** The system property that names the folder. */
    public static final String PROPERTY = "s2vision.cache";

    /** The environment variable that names it where the property does not. */
    public static final String VARIABLE = "S2VISION_CACHE";

    private static @Nullable NativeCache chosen; // guarded by the class

    private final Path folder;
    private final boolean temporary;
    private final List<String> refused;

    private NativeCache(Path folder, boolean temporary, List<String> refused) {
        this.folder = folder;
        this.temporary = temporary;
        this.refused = List.copyOf(refused);
    }

    /**
     * The folder: there, writable, and libraries in it can be loaded. Chosen on first use, for the life of the process.
     *
     * @throws UncheckedIOException if the folder that was set cannot be used, or none can: the message says why
     */
    public static Path folder() {
        return chosen().folder;
    }

    /** Whether a folder was needed so far and only a temporary one, gone after this process, was to be had. */
    public static synchronized boolean isTemporary() {
        return chosen != null && chosen.temporary;
    }

    /** The folders that could not be used so far, each with the reason; empty where the first one could. */
    public static synchronized List<String> refused() {
        return chosen == null ? List.of() : chosen.refused;
    }

    /**
     * Unpacks libraries into the folder {@code name}, unless they are there already, whole and unchanged (size and CRC-32
     * are compared). A folder filled earlier is used where it is now read-only. Processes wait for each other, and a file
     * appears in one step: a crash leaves no half library.
     *
     * @param name a folder name that changes with the content: product, version, platform, checksum
     * @param libraries where to read each file from, by the name it will have
     * @return the folder that holds them
     * @throws IOException if a library cannot be read or written
     * @throws UncheckedIOException if no folder can be used, as {@link #folder}
     */
    public static Path unpack(String name, Map<String, URL> libraries) throws IOException {
        return unpack(preferred(), NativeCache::folder, name, libraries);
    }

    /**
     * Unpacks libraries into a folder that nobody else has, deleted at a normal exit: for a second class loader, as a JVM
     * loads a library file for one only.
     *
     * @return the folder that holds them
     * @throws IOException if a library cannot be read or written
     */
    public static Path unpackTemporary(Map<String, URL> libraries) throws IOException {
        Path folder = Files.createTempDirectory("s2vision-");
        deleteAtExit(folder);
        return unpack(Optional.empty(), () -> folder, "natives", libraries);
    }

    /** See {@link #unpack(String, Map)}; {@code writable} is asked only if {@code kept} does not hold them. */
    static Path unpack(Optional<Path> kept, Supplier<Path> writable, String name, Map<String, URL> libraries)
            throws IOException {
        Map<String, Library> wanted = new LinkedHashMap<>();
        for (Map.Entry<String, URL> library : libraries.entrySet()) {
            wanted.put(library.getKey(), Library.at(library.getValue()));
        }
        if (kept.isPresent() && missing(kept.get().resolve(name), wanted).isEmpty()) {
            return kept.get().resolve(name);
        }
        synchronized (NativeCache.class) {
            return fill(Files.createDirectories(writable.get().resolve(name)), wanted);
        }
    }

    /**
     * A checksum over the contents of {@code libraries}, cheap where they lie in a jar: for the name of their folder.
     *
     * @return eight hexadecimal digits
     * @throws IOException if a library cannot be read
     */
    public static String checksum(Map<String, URL> libraries) throws IOException {
        CRC32 all = new CRC32();
        for (Map.Entry<String, URL> library : new TreeMap<>(libraries).entrySet()) {
            String line =
                    library.getKey() + ' ' + Library.at(library.getValue()).crc() + '\n';
            all.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return String.format("%08x", all.getValue());
    }

    private static Path fill(Path folder, Map<String, Library> wanted) throws IOException {
        try (FileChannel door =
                        FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(door)) {
            if (lock != null) {
                deleteRemains(folder);
            }
            for (Map.Entry<String, Library> library : missing(folder, wanted).entrySet()) {
                Path file = folder.resolve(library.getKey());
                try (InputStream in = library.getValue().open()) {
                    AtomicFile.write(file, in::transferTo);
                }
                if (!file.toFile().setExecutable(true, false)) {
                    throw new IOException(file + " cannot be made executable");
                }
            }
        }
        Map<String, Library> missing = missing(folder, wanted);
        if (!missing.isEmpty()) {
            throw new IOException(folder + ": " + missing.keySet()
                    + " were unpacked but read back differently. Delete the folder and try again.");
        }
        return folder;
    }

    /** The lock, or null where the file system has none: then two processes may write the same bytes one after the other. */
    private static @Nullable FileLock lock(FileChannel door) {
        try {
            return door.lock();
        } catch (IOException | OverlappingFileLockException unsupportedOrAnotherClassLoader) {
            return null;
        }
    }

    /** What a killed process left half written; called under the lock, so nobody is writing it. */
    private static void deleteRemains(Path folder) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".*.part")) {
            for (Path part : parts) {
                Files.delete(part);
            }
        }
    }

    private static Map<String, Library> missing(Path folder, Map<String, Library> wanted) throws IOException {
        Map<String, Library> missing = new LinkedHashMap<>();
        for (Map.Entry<String, Library> library : wanted.entrySet()) {
            Path file = folder.resolve(library.getKey());
            // Executable also says that the file system is not mounted noexec.
            if (!Files.isExecutable(file)
                    || Files.size(file) != library.getValue().size()
                    || crc(Files.newInputStream(file)) != library.getValue().crc()) {
                missing.put(library.getKey(), library.getValue());
            }
        }
        return missing;
    }

    private static long crc(InputStream content) throws IOException {
        try (CheckedInputStream in = new CheckedInputStream(content, new CRC32())) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // the stream sums up what is read
            }
            return in.getChecksum().getValue();
        }
    }

    /** A library to unpack. */
    private record Library(URL url, long size, long crc) {
        static Library at(URL url) throws IOException {
            URLConnection connection = connect(url);
            if (connection instanceof JarURLConnection jar) {
                ZipEntry entry = jar.getJarEntry();
                Library library = entry != null && entry.getSize() >= 0 && entry.getCrc() >= 0
                        ? new Library(url, entry.getSize(), entry.getCrc())
                        : null;
                jar.getJarFile().close();
                if (library != null) {
                    return library;
                }
            }
            try (InputStream in = connect(url).getInputStream()) {
                CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
                long size = checked.transferTo(OutputStream.nullOutputStream());
                return new Library(url, size, checked.getChecksum().getValue());
            }
        }

        InputStream open() throws IOException {
            return connect(url).getInputStream();
        }

        private static URLConnection connect(URL url) throws IOException {
            URLConnection connection = url.openConnection();
            // A cached connection would share the class loader's open jar, which is not ours to close.
            connection.setUseCaches(false);
            return connection;
        }
    }

    private static synchronized NativeCache chosen() {
        if (chosen == null) {
            chosen = choose(set(System.getProperty(PROPERTY), System.getenv()), userCache());
            if (chosen.temporary) {
                deleteAtExit(chosen.folder);
            }
        }
        return chosen;
    }

    /** What was set, the property before the variable; null if nothing was. */
    static @Nullable Path set(@Nullable String property, Map<String, String> environment) {
        String set = property != null && !property.isBlank() ? property : environment.getOrDefault(VARIABLE, "");
        return set.isBlank() ? null : Path.of(set).toAbsolutePath().normalize();
    }

    private static Optional<Path> preferred() {
        Path set = set(System.getProperty(PROPERTY), System.getenv());
        return Optional.ofNullable(set != null ? set : userCache());
    }

    static NativeCache choose(@Nullable Path set, @Nullable Path userCache) {
        if (set != null) {
            String reason = unusable(set);
            if (!reason.isEmpty()) {
                throw new UncheckedIOException(new IOException("the folder for native libraries, " + set
                        + ", cannot be used: " + reason + ". It was set by system property " + PROPERTY
                        + " or environment variable " + VARIABLE + ": set another."));
            }
            return new NativeCache(set, false, List.of());
        }
        List<String> refused = new ArrayList<>();
        if (userCache == null) {
            refused.add("the user's cache folder: there is no home folder (user.home is '"
                    + System.getProperty("user.home") + "')");
        } else {
            String reason = unusable(userCache);
            if (reason.isEmpty()) {
                return new NativeCache(userCache, false, List.of());
            }
            refused.add(userCache + ": " + reason);
        }
        return temporary(refused);
    }

    private static NativeCache temporary(List<String> refused) {
        String parent = System.getProperty("java.io.tmpdir");
        try {
            Path folder = Files.createTempDirectory("s2vision-");
            String reason = unusable(folder);
            if (reason.isEmpty()) {
                return new NativeCache(folder, true, refused);
            }
            Files.delete(folder);
            refused.add(parent + ": " + reason);
        } catch (IOException unwritable) {
            refused.add(parent + ": " + reason(unwritable));
        }
        throw new UncheckedIOException(new IOException("no folder for native libraries can be used. Start with -D"
                + PROPERTY + "=/a/folder/you/may/write/and/execute. Tried: " + String.join("; ", refused)));
    }

    /** The user's cache folder on this system with our name added; null if there is no home. */
    private static @Nullable Path userCache() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String home = System.getProperty("user.home", "");
        // A user id without an entry in the password file has "?".
        boolean homeless = home.isBlank() || home.equals("?");
        String base = system.contains("win")
                ? System.getenv("LOCALAPPDATA")
                : system.contains("mac") ? null : System.getenv("XDG_CACHE_HOME");
        if (base != null && !base.isBlank() && Path.of(base).isAbsolute()) {
            return Path.of(base, "s2vision");
        }
        if (homeless) {
            return null;
        }
        if (system.contains("win")) {
            return Path.of(home, "AppData", "Local", "s2vision");
        }
        return system.contains("mac")
                ? Path.of(home, "Library", "Caches", "s2vision")
                : Path.of(home, ".cache", "s2vision");
    }

    /** Why libraries cannot be unpacked into and loaded from this folder; empty if they can. Makes the folder. */
    private static String unusable(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".probe", "");
            try {
                // On a file system mounted noexec no file is executable, whatever its permissions say.
                return !probe.toFile().setExecutable(true) || !Files.isExecutable(probe)
                        ? "programs cannot be run from it (mounted noexec?)"
                        : "";
            } finally {
                Files.delete(probe);
            }
        } catch (IOException refused) {
            return reason(refused);
        }
    }

    private static String reason(IOException refused) {
        return refused instanceof FileSystemException withFile && withFile.getReason() != null
                ? withFile.getReason()
                : refused instanceof AccessDeniedException ? "no permission to write" : refused.toString();
    }

    Path path() {
        return folder;
    }

    @Override
    public String toString() {
        return "NativeCache[" + folder + (temporary ? ", temporary instead of " + String.join("; ", refused) : "")
                + "]";
    }

    private static void deleteAtExit(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "s2vision-delete-natives"));
    }

    private static void delete(Path file) {
        try {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                try (DirectoryStream<Path> inside = Files.newDirectoryStream(file)) {
                    inside.forEach(NativeCache::delete);
                }
            }
            Files.deleteIfExists(file);
        } catch (IOException inUse) {
            // Windows only: a loaded library cannot be deleted, and at exit nobody is left to tell.
        }
    }
}
