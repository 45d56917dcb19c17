package io.retentiongrpc;

import io.retentiongrpc.v1.DescribeTenantRequest;
import io.retentiongrpc.v1.DescribeTenantResponse;
import io.retentiongrpc.v1.EventKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compiles and runs the README's blocks of Java, one after the other in one program, as a reader would who copies them. */
final class Snippets {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String README_ADDRESS = "127.0.0.1:5001";

    private Snippets() {
    }

    static void check(Path program, Path folder, Path readme) throws Exception {
        try (LiveServer server = new LiveServer(program, folder)) {
            Checks.check("the README's snippets run", () -> {
                String text = Files.readString(readme);
                Checks.that(text.lines().count() < 60, "The README has " + text.lines().count() + " lines.");
                String output = run(folder, text, server.address());
                for (String line : List.of("nobody to lose", "ERROR_REASON_UNDECLARED_PROPERTY {property=colour} [field: \"count_by\"")) {
                    Checks.that(output.contains(line), "The snippets did not print '" + line + "' but:\n" + output);
                }
                try (RetentionClient client = server.client()) {
                    DescribeTenantResponse tenant = client.tenants().describeTenant(DescribeTenantRequest.getDefaultInstance());
                    Checks.equal(1L, tenant.getEventCount());
                    Checks.equal(EventKind.EVENT_KIND_PURCHASE, tenant.getKinds(0).getKind());
                }
            });
        }
    }

    private static String run(Path folder, String readme, String address) throws IOException, InterruptedException {
        List<String> imports = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        Matcher blocks = BLOCK.matcher(readme);
        while (blocks.find()) {
            for (String line : blocks.group(1).split("\n")) {
                if (line.startsWith("import ")) {
                    imports.add(line);
                } else {
                    body.append("        ").append(line).append('\n');
                }
            }
        }
        Checks.that(body.indexOf(README_ADDRESS) >= 0, "The README does not connect to " + README_ADDRESS + ".");
        String source = String.join("\n", imports)
            + "\n\npublic final class Readme {\n    public static void main(String[] args) throws Exception {\n"
            + body.toString().replace(README_ADDRESS, address)
            + "    }\n}\n";
        Path file = Files.writeString(folder.resolve("Readme.java"), source);
        Path output = folder.resolve("snippets.log");
        // Run as the source file that it is.
        Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
        boolean isOver = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        Checks.that(isOver && process.exitValue() == 0, "The snippets failed:\n" + printed + "\n" + source);
        return printed;
    }
}
