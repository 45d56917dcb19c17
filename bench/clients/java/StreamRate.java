import com.google.protobuf.Timestamp;
import com.sun.management.OperatingSystemMXBean;
import io.retentiongrpc.EventStream;
import io.retentiongrpc.EventStreamOptions;
import io.retentiongrpc.RetentionClient;
import io.retentiongrpc.v1.Activity;
import io.retentiongrpc.v1.Batch;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.Money;
import io.retentiongrpc.v1.Purchase;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many events a second go through one stream, beside what the encoder alone reaches in one thread. Others go first in both, again and
 * again for ten seconds, so that what is measured is compiled; and the messages that were made in advance are collected as old before, so
 * that no part of making them is measured.
 */
public final class StreamRate {
    private static final int BATCH = 500;
    private static final int CUSTOMERS = 10_000;
    private static final long START_SECONDS = 1_772_323_200;
    private static final long WARM_UP_NANOS = 10_000_000_000L;

    private StreamRate() {
    }

    public static void main(String[] args) throws Exception {
        String address = null;
        int count = 0;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--address" -> address = args[i + 1];
                case "--events" -> count = Integer.parseInt(args[i + 1]);
                default -> throw new IllegalArgumentException("--address HOST:PORT --events N, not " + args[i]);
            }
        }
        if (address == null || count < 10) {
            throw new IllegalArgumentException("--address HOST:PORT --events N, 10 or more");
        }
        // Ids that no run before has used: duplicates would cost less.
        String run = Long.toString(Math.floorMod(ThreadLocalRandom.current().nextLong(), 46_656L) + 46_656, 36).substring(1);
        List<Event> warmUp = events(run + "w", count / 10);
        List<Event> events = events(run + "e", count);

        System.gc();
        for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP_NANOS;) {
            encode(warmUp);
        }
        long encodeStart = System.nanoTime();
        long bytes = encode(events);
        double encodeSeconds = (System.nanoTime() - encodeStart) / 1e9;

        // Sizes are remembered by messages: without this copy the stream would find them there.
        events = events(run + "e", count);
        warmUp = events(run + "w", count / 10);
        System.gc();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double seconds;
        double cpuSeconds;
        try (RetentionClient client = new RetentionClient(address, "default");
            EventStream stream = client.openEventStream(EventStreamOptions.builder("rate-java-" + run).build())) {
            for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP_NANOS;) {
                stream.addAll(warmUp);
                stream.flush().join();
            }
            long cpuStart = system.getProcessCpuTime();
            long start = System.nanoTime();
            stream.addAll(events);
            stream.flush().join();
            seconds = (System.nanoTime() - start) / 1e9;
            cpuSeconds = (system.getProcessCpuTime() - cpuStart) / 1e9;
        }
        System.out.printf(
            Locale.ROOT,
            "{\"client\":\"java\",\"events\":%d,\"bytes\":%d,\"seconds\":%.4f,\"cpu_seconds\":%.4f,\"encode_seconds\":%.4f}%n",
            count, bytes, seconds, cpuSeconds, encodeSeconds);
    }

    private static long encode(List<Event> events) {
        long bytes = 0;
        for (int at = 0; at < events.size(); at += BATCH) {
            List<Event> some = events.subList(at, Math.min(at + BATCH, events.size()));
            bytes += Batch.newBuilder().setSequence(at / BATCH + 1).addAllEvents(some).build().toByteArray().length;
        }
        return bytes;
    }

    private static List<Event> events(String prefix, int count) {
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String number = Integer.toString(i, 36);
            Event.Builder event = Event.newBuilder()
                .setEventId(prefix + "0000".substring(Math.min(4, number.length())) + number)
                .setCustomerId("c" + i * 7919L % CUSTOMERS)
                .setOccurredTime(Timestamp.newBuilder().setSeconds(START_SECONDS + i / 10));
            if (i % 10 == 0) {
                Money amount = Money.newBuilder().setMinorUnits(100 + i % 10_000).setCurrencyCode("USD").build();
                event.setPurchase(Purchase.newBuilder().setOrderId("o" + i).setAmount(amount));
            } else {
                event.setActivity(Activity.newBuilder().setName("open"));
            }
            events.add(event.build());
        }
        return events;
    }
}
