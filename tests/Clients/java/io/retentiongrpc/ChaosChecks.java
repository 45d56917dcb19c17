package io.retentiongrpc;

import static io.retentiongrpc.Checks.check;
import static io.retentiongrpc.Checks.equal;
import static io.retentiongrpc.Checks.that;

import io.retentiongrpc.v1.DataLoss;
import io.retentiongrpc.v1.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A stream against a server that does everything that a server may do, in every order, from a seed: each event comes into the log once
 * and in order, or is told lost; each batch is told of once; each rejection is told. CHAOS_SEED=n runs one seed alone.
 */
final class ChaosChecks {
    private static final int RUNS = 200;
    private static final int EVENTS = 150;
    private static final long RUN_SECONDS = 30;

    private ChaosChecks() {
    }

    static void run() {
        check("by " + RUNS + " seeds of faults every event counts once and in order", () -> runAll(false));
        check("by " + RUNS + " seeds of faults and lost data every event counts once or is told lost", () -> runAll(true));
    }

    private static void runAll(boolean isRestored) throws Exception {
        String only = System.getenv("CHAOS_SEED");
        int first = only == null ? 1 : Integer.parseInt(only);
        int last = only == null ? RUNS : first;
        int faults = 0;
        int losses = 0;
        for (int seed = first; seed <= last; seed++) {
            try (ChaosServer server = new ChaosServer(seed, isRestored)) {
                losses += run(server, seed, isRestored);
                faults += server.faults;
            } catch (Throwable failure) {
                throw new AssertionError("Seed " + seed + " failed (CHAOS_SEED=" + seed + " runs it alone): " + failure, failure);
            }
        }
        that(first == last || faults > RUNS * 3, "There were " + faults + " faults only.");
        equal(isRestored && first != last, losses > 0);
    }

    private static int run(ChaosServer server, int seed, boolean isRestored) throws Exception {
        Random random = new Random(seed);
        List<BatchOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
        Set<Long> lost = Collections.synchronizedSet(new TreeSet<>());
        List<EventRejection> answered = new ArrayList<>();
        List<Event> events = Puppet.events(EVENTS);
        EventStreamOptions options = EventStreamOptions.builder("p")
            .batchEvents(1 + random.nextInt(4))
            .batchBytes(1_024)
            .lingerForEver()
            .maxInFlight(1 + random.nextInt(11))
            .batchAcknowledged(outcomes::add)
            .dataLost(loss -> addAll(lost, loss))
            .build();
        Future<Object> serving = Checks.beside(() -> {
            server.serve();
            return null;
        });
        Future<Object> driving = Checks.beside(() -> {
            drive(random, server, options, events, answered);
            return null;
        });
        // A server whose rules are broken ends at once, and the client would wait for it.
        finish(serving, driving);
        compare(server, events, outcomes, lost, answered, isRestored);
        return lost.size();
    }

    private static void finish(Future<Object> serving, Future<Object> driving) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS);
        while (!driving.isDone()) {
            that(System.nanoTime() < end, "It does not end.");
            try {
                if (serving.isDone()) {
                    serving.get();
                }
                driving.get(10, TimeUnit.MILLISECONDS);
            } catch (TimeoutException running) {
                continue;
            } catch (ExecutionException failed) {
                driving.cancel(true);
                throw failed;
            }
        }
        driving.get();
        serving.get(RUN_SECONDS, TimeUnit.SECONDS);
    }

    private static void drive(
        Random random, ChaosServer server, EventStreamOptions options, List<Event> events, List<EventRejection> answered) throws Exception {
        try (RetentionClient client = server.puppet.client(); EventStream stream = client.openEventStream(options)) {
            for (int at = 0; at < EVENTS;) {
                List<Event> some = events.subList(at, Math.min(at + 1 + random.nextInt(11), EVENTS));
                at += some.size();
                if (random.nextInt(4) == 0) {
                    answered.addAll(stream.send(some).get());
                } else {
                    stream.addAll(some);
                }
                if (random.nextInt(6) == 0) {
                    stream.flush().get();
                }
            }
            server.calm();
        }
    }

    private static void compare(
        ChaosServer server, List<Event> events, List<BatchOutcome> outcomes, Set<Long> lost, List<EventRejection> answered,
        boolean isRestored) {
        List<Long> sequences = List.copyOf(server.sent.keySet());
        equal(events, server.sent.values().stream().flatMap(x -> x.getEventsList().stream()).toList());
        Set<Long> known = new TreeSet<>(server.log.keySet());
        that(Collections.disjoint(known, lost), "What is in the log was told lost: " + lost);
        known.addAll(lost);
        equal(sequences, List.copyOf(known));
        equal(sequences, outcomes.stream().map(BatchOutcome::sequence).toList());
        equal((long) EVENTS, outcomes.stream().mapToLong(x -> x.acceptedCount() + x.duplicateCount() + x.rejectedCount()).sum());
        List<Event> told = outcomes.stream().flatMap(x -> x.rejections().stream()).map(EventRejection::event).toList();
        // A dead letter that was lost with its batch cannot be asked.
        if (!isRestored) {
            equal(events.stream().filter(ChaosServer::isRejected).toList(), told);
        }
        that(told.stream().allMatch(ChaosServer::isRejected), "An accepted event was told rejected.");
        that(new HashSet<>(told).containsAll(answered.stream().map(EventRejection::event).toList()), "An answer was not told.");
        that(isRestored || lost.isEmpty(), "Told lost without a loss: " + lost);
    }

    private static void addAll(Set<Long> lost, DataLoss loss) {
        for (long sequence = loss.getFirstSequence(); sequence <= loss.getLastSequence(); sequence++) {
            lost.add(sequence);
        }
    }
}
