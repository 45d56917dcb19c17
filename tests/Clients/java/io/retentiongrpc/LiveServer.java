package io.retentiongrpc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process with data and a port of its own, which can be killed and started again. */
final class LiveServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]+)");

    private final Path program;
    private final Path folder;
    private Process process;
    private int port;
    private int starts;

    /** @param folder where data and logs go; made if it is not there */
    LiveServer(Path program, Path folder) throws IOException, InterruptedException {
        this.program = program;
        this.folder = folder;
        Files.createDirectories(folder);
        start();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    RetentionClient client() {
        return RetentionClient.builder(address()).build();
    }

    /** Starts it with the data and the port that it had. */
    void start() throws IOException, InterruptedException {
        Path output = folder.resolve("server-" + ++starts + ".log");
        process = new ProcessBuilder(
            program.toString(), "serve", "--data", folder.resolve("data").toString(), "--port", String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            Matcher matcher = LISTENING.matcher(Files.readString(output));
            if (matcher.find()) {
                port = Integer.parseInt(matcher.group(1));
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("The server does not say where it listens: " + Files.readString(output));
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        Checks.that(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "The server survives kill -9.");
    }

    /** SIGTERM, and its end. */
    void stop() throws InterruptedException {
        process.destroy();
        Checks.that(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "The server does not stop.");
        Checks.equal(0, process.exitValue());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
