package io.retentiongrpc;

/** The version of this library, as pom.xml has it. */
final class Version {
    static final String NUMBER = "0.1.0";

    private Version() {
    }
}
