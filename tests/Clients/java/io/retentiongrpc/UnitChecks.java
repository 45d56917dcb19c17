package io.retentiongrpc;

/** The stream against servers that are played by the checks. */
public final class UnitChecks {
    private UnitChecks() {
    }

    public static void main(String[] args) {
        SendingChecks.run();
        ResumeChecks.run();
        TellingChecks.run();
        ChaosChecks.run();
        Checks.finish();
    }
}
