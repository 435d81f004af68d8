import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The simple fold of tests/benchmarks/folds.py with Kafka Streams: `SimpleFold memory|changelog|rocksdb FOLDER TOPIC BOOTSTRAP EVENTS`.
 *
 * <p>Prints the same result as the contenders in Python (tests/benchmarks/meter.py). All events of an organization are in one partition, so
 * that no repartitioning is necessary.
 */
public final class SimpleFold {
    private static final String MATTERS = "matters";
    private static final String COUNTS = "counts";
    private static final ObjectReader EVENTS = new ObjectMapper().readerFor(Event.class);

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Event(String subject, long epoch, long sequence, Data data) {
        String status() {
            return data.facts.steps.get(data.facts.steps.size() - 1).status;
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Data(Facts facts) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Facts(List<Step> steps) {}

    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"day", "status"})
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Step(String day, String status) {}

    record Result(double rate, double processor, Map<Integer, Long> positions, Map<String, Long> totals) {}

    /** Measures between the first tenth and the last twentieth of the events. */
    static final class Meter {
        private final OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final long events;
        private final long[] times = new long[2];
        private final long[] processor = new long[2];
        private final long[] marks;
        private final CountDownLatch done = new CountDownLatch(1);
        private final Map<Integer, Long> positions = new ConcurrentHashMap<>();
        private long seen;

        Meter(long events) {
            this.events = events;
            this.marks = new long[] {events / 10, events * 95 / 100};
        }

        void saw(int partition, long position) {
            positions.put(partition, position);
            seen++;
            for (int mark = 0; mark < 2; mark++) {
                if (seen == marks[mark]) {
                    times[mark] = System.nanoTime();
                    processor[mark] = system.getProcessCpuTime();
                }
            }
            if (seen == events) {
                done.countDown();
            }
        }

        Result result(Map<String, Long> totals) {
            double measured = marks[1] - marks[0];
            double rate = measured / ((times[1] - times[0]) / 1e9);
            return new Result(rate, (processor[1] - processor[0]) / 1e9 / measured, positions, totals);
        }
    }

    /** The newest version and status of each matter as `epoch sequence status`, and the number of matters by organization and status. */
    static final class Fold extends ContextualProcessor<byte[], byte[], Void, Void> {
        private final Meter meter;
        private KeyValueStore<String, String> matters;
        private KeyValueStore<String, Long> counts;

        Fold(Meter meter) {
            this.meter = meter;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            super.init(context);
            matters = context.getStateStore(MATTERS);
            counts = context.getStateStore(COUNTS);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            Event event = decode(record.value());
            String known = matters.get(event.subject());
            if (known == null || isNewer(event, known)) {
                String status = event.status();
                matters.put(event.subject(), event.epoch() + " " + event.sequence() + " " + status);
                String organization = event.subject().substring(0, event.subject().indexOf('-')) + "/";
                String before = known == null ? null : known.substring(known.lastIndexOf(' ') + 1);
                if (!status.equals(before)) {
                    if (before != null) {
                        add(organization + before, -1);
                    }
                    add(organization + status, 1);
                }
            }
            var place = context().recordMetadata().orElseThrow();
            meter.saw(place.partition(), place.offset() + 1);
        }

        private void add(String key, long amount) {
            Long count = counts.get(key);
            counts.put(key, (count == null ? 0 : count) + amount);
        }

        private static boolean isNewer(Event event, String known) {
            int first = known.indexOf(' ');
            int second = known.indexOf(' ', first + 1);
            long epoch = Long.parseLong(known, 0, first, 10);
            return event.epoch() > epoch
                    || event.epoch() == epoch && event.sequence() > Long.parseLong(known, first + 1, second, 10);
        }

        private static Event decode(byte[] value) {
            try {
                return EVENTS.readValue(value);
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    }

    public static void main(String[] words) throws Exception {
        String state = words[0];
        Meter meter = new Meter(Long.parseLong(words[4]));
        Map<String, Long> totals = new TreeMap<>();
        try (KafkaStreams streams = new KafkaStreams(topology(state, words[2], meter), settings(words[3], words[1]))) {
            streams.setUncaughtExceptionHandler(error -> {
                error.printStackTrace();
                Runtime.getRuntime().halt(1);
                return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            meter.done.await();
            var counts = streams.store(StoreQueryParameters.fromNameAndType(
                    COUNTS, QueryableStoreTypes.<String, Long>keyValueStore()));
            try (var all = counts.all()) {
                all.forEachRemaining(each -> {
                    if (each.value != 0) {
                        totals.put(each.key, each.value);
                    }
                });
            }
        }
        System.out.println(new ObjectMapper().writeValueAsString(meter.result(totals)));
    }

    private static Topology topology(String state, String topic, Meter meter) {
        return new Topology()
                .addSource("events", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(), topic)
                .addProcessor("fold", () -> new Fold(meter), "events")
                .addStateStore(store(state, Stores.keyValueStoreBuilder(supplier(state, MATTERS), Serdes.String(), Serdes.String())), "fold")
                .addStateStore(store(state, Stores.keyValueStoreBuilder(supplier(state, COUNTS), Serdes.String(), Serdes.Long())), "fold");
    }

    private static KeyValueBytesStoreSupplier supplier(String state, String name) {
        return state.equals("rocksdb") ? Stores.persistentKeyValueStore(name) : Stores.inMemoryKeyValueStore(name);
    }

    /** The cache before a store saves records of its changelog. */
    private static <S extends KeyValueStore<?, ?>> StoreBuilder<S> store(String state, StoreBuilder<S> builder) {
        return state.equals("memory") ? builder.withLoggingDisabled() : builder.withCachingEnabled();
    }

    private static Properties settings(String bootstrap, String folder) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "simple-" + UUID.randomUUID());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder);
        settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        settings.put(StreamsConfig.consumerPrefix("max.partition.fetch.bytes"), 4 << 20);
        settings.put(StreamsConfig.consumerPrefix("max.poll.records"), 10_000);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L << 20);
        return settings;
    }
}
