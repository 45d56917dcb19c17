package io.retentiongrpc;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs checks, each with a deadline, and prints "ok NAME" or "FAILED NAME: why" for each. */
final class Checks {
    private static final long DEADLINE_SECONDS = 120;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "check");
        thread.setDaemon(true);
        return thread;
    });

    private static int failed;

    private Checks() {
    }

    /** What is checked: it throws where it does not hold. */
    interface Check {
        void run() throws Exception;
    }

    static void check(String name, Check check) {
        Future<?> running = THREADS.submit(() -> {
            check.run();
            return null;
        });
        try {
            running.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            System.out.println("ok " + name);
        } catch (ExecutionException thrown) {
            fail(name, thrown.getCause());
        } catch (TimeoutException late) {
            running.cancel(true);
            fail(name, new AssertionError("not done within " + DEADLINE_SECONDS + " s"));
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Runs something beside the check. */
    static <T> Future<T> beside(Callable<T> work) {
        return THREADS.submit(work);
    }

    static void equal(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("expected " + expected + ", got " + actual);
        }
    }

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** Asserts that something throws, and returns what; of a future, what it failed with. */
    static <E extends Throwable> E thrown(Class<E> type, Check check) {
        try {
            check.run();
        } catch (Throwable thrown) {
            Throwable cause = thrown instanceof ExecutionException ? thrown.getCause() : thrown;
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            throw new AssertionError("threw " + cause + " instead of " + type.getSimpleName(), cause);
        }
        throw new AssertionError("threw nothing instead of " + type.getSimpleName());
    }

    /** Ends the program: with 1 where a check failed. */
    static void finish() {
        System.out.flush();
        System.exit(failed == 0 ? 0 : 1);
    }

    private static void fail(String name, Throwable why) {
        failed++;
        System.out.println("FAILED " + name + ": " + String.valueOf(why).replace('\n', ' '));
        why.printStackTrace();
    }
}
