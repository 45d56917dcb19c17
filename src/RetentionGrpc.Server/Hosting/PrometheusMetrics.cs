using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace RetentionGrpc.Server.Hosting;

/// <summary>
/// The server's metrics as Prometheus reads them (text format 0.0.4), named as OpenTelemetry's rules for Prometheus say: dots become
/// underscores, the unit and, of counters, <c>_total</c> are added.
/// </summary>
internal sealed class PrometheusMetrics : IDisposable
{
    /// <summary>What <see cref="Read"/> is.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // The runtime declares them as counters, and yet they go down.
    private static readonly string[] Falling = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    private readonly Lock _lock = new();
    private readonly Scrape _scrape = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;

    public PrometheusMetrics()
    {
        _reader = new BaseExportingMetricReader(_scrape);
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(TelemetryExport.Meters)
            .AddReader(_reader)
            .Build();
    }

    /// <summary>All metrics as they are now.</summary>
    public string Read()
    {
        lock (_lock)
        {
            _scrape.Text.Clear();
            _reader.Collect();
            return _scrape.Text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _provider.Dispose();

    /// <summary>Writes what the reader collected.</summary>
    private sealed class Scrape : BaseExporter<Metric>
    {
        public StringBuilder Text { get; } = new();

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
                Write(metric);
            return ExportResult.Success;
        }

        private void Write(Metric metric)
        {
            var (type, isHistogram) = metric.MetricType switch
            {
                MetricType.LongSum or MetricType.DoubleSum when !Falling.Contains(metric.Name) => ("counter", false),
                MetricType.Histogram => ("histogram", true),
                _ => ("gauge", false),
            };
            var name = NameOf(metric, type);
            if (metric.Description.Length > 0)
                Text.Append($"# HELP {name} {Escape(metric.Description)}\n");
            Text.Append($"# TYPE {name} {type}\n");
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var labels = LabelsOf(point);
                if (isHistogram)
                    WriteHistogram(name, labels, point);
                else
                    WriteSample(name, labels, ValueOf(metric.MetricType, point));
            }
        }

        private void WriteHistogram(string name, string labels, in MetricPoint point)
        {
            var through = 0L;
            var more = labels.Length == 0 ? "" : $"{labels},";
            foreach (var bucket in point.GetHistogramBuckets())
            {
                through += bucket.BucketCount;
                var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
                WriteSample($"{name}_bucket", $"{more}le=\"{bound}\"", Number(through));
            }
            WriteSample($"{name}_sum", labels, Number(point.GetHistogramSum()));
            WriteSample($"{name}_count", labels, Number(point.GetHistogramCount()));
        }

        private void WriteSample(string name, string labels, string value) =>
            Text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(value).Append('\n');

        private static string ValueOf(MetricType type, in MetricPoint point) => type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => Number(point.GetSumLong()),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
            MetricType.LongGauge => Number(point.GetGaugeLastValueLong()),
            _ => Number(point.GetGaugeLastValueDouble()),
        };

        private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

        private static string NameOf(Metric metric, string type)
        {
            var name = Plain(metric.Name);
            var unit = metric.Unit switch
            {
                "s" => "seconds",
                "ms" => "milliseconds",
                "By" => "bytes",
                "1" when type == "gauge" => "ratio",
                _ => "",
            };
            if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
                name += $"_{unit}";
            return type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
        }

        private static string LabelsOf(in MetricPoint point)
        {
            var labels = new List<string>();
            foreach (var (key, value) in point.Tags)
            {
                var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                labels.Add($"{Plain(key)}=\"{Escape(text).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
            }
            return string.Join(',', labels);
        }

        private static string Plain(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

        private static string Escape(string text) =>
            text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }
}
