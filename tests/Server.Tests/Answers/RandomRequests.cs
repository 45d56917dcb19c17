using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using RetentionGrpc.Engine.Tests.Recount;
using RetentionGrpc.V1;

namespace RetentionGrpc.Server.Tests.Answers;

/// <summary>
/// Requests by chance: each field of any message by its name and type. Some are refused, because what they say does not go together.
/// </summary>
internal sealed class RandomRequests(RandomTenant tenant)
{
    private static readonly string[] Attributes = ["country", "tier", "country", "tier", "plan"];
    private static readonly string[] Properties = ["color", "size"];

    private Random Random => tenant.Random;

    /// <summary>A request of a type, with options that name "now" or do not.</summary>
    public IMessage Next(MessageDescriptor type)
    {
        var request = Make(type);
        var options = new QueryOptions { Explain = true };
        if (Random.Next(2) == 0)
            options.AsOfTime = Time(tenant.Instant() + Random.Next(4) * 15 * RandomTenant.DayMs);
        type.FindFieldByNumber(1).Accessor.SetValue(request, options);
        return request;
    }

    private IMessage Make(MessageDescriptor type)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InFieldNumberOrder().Where(field => field.Name != "options" && IsSet(field)))
        {
            if (!field.IsRepeated)
            {
                field.Accessor.SetValue(message, Value(field));
                continue;
            }
            var list = (System.Collections.IList)field.Accessor.GetValue(message);
            for (var count = field.Name == "steps" ? Random.Next(2, 4) : Random.Next(1, 3); count > 0; count--)
                list.Add(Value(field));
        }
        return message;
    }

    private bool IsSet(FieldDescriptor field) => field.Name switch
    {
        "window" or "base" or "comparisons" or "type" or "basis" => true,
        "bucket_multiple" or "preset" or "activation" or "histogram_bounds" or "lifetime_value" => Random.Next(5) == 0,
        "inactivity" or "lookback" or "horizon" or "prediction_horizon" or "lifetime_horizon" => Random.Next(2) == 0,
        "series_bucket" => Random.Next(3) == 0,
        _ => Random.Next(5) < 2,
    };

    private object Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Enum => field.EnumType.Values[Random.Next(field.EnumType.Values.Count)].Number,
        FieldType.Bool => Random.Next(2) == 0,
        FieldType.Int32 => Random.Next(1, 4),
        FieldType.String => field.Name switch
        {
            "campaign_ids" => tenant.Pick(["spring", "fall"]),
            "survey_id" => tenant.Pick(["s", "t"]),
            _ => tenant.Pick(["login", "view"]),
        },
        _ => Message(field),
    };

    private IMessage Message(FieldDescriptor field) => field.MessageType.Name switch
    {
        nameof(Duration) => Duration.FromTimeSpan(TimeSpan.FromMilliseconds(tenant.Pick(tenant.Inactivities))),
        nameof(Window) => Window(),
        nameof(ActivitySelector) => Selector(),
        nameof(Filter) => field.Name == "event_filter" ? Where(Properties, "red", "s", "") : Where(Attributes, "DE", "gold", "basic"),
        nameof(GroupBy) => Random.Next(3) == 0
            ? new GroupBy { EventProperty = tenant.Pick(Properties), Limit = Random.Next(1, 4) }
            : new GroupBy { Attribute = tenant.Pick(Attributes), Limit = Random.Next(1, 4) },
        _ => Make(field.MessageType),
    };

    private Window Window()
    {
        if (Random.Next(8) == 0)
        {
            var trailing = new TrailingWindow { Count = Random.Next(1, 30), Bucket = (BucketUnit)Random.Next(2, 5) };
            return new Window { Trailing = trailing };
        }
        var (first, second) = (tenant.Instant(), tenant.Instant());
        return new Window
        {
            Interval = new Interval
            {
                StartTime = Random.Next(8) == 0 ? null : Time(Math.Min(first, second)),
                EndTime = Random.Next(8) == 0 ? null : Time(Math.Max(first, second)),
            },
        };
    }

    private ActivitySelector Selector()
    {
        var selector = new ActivitySelector();
        if (Random.Next(2) == 0)
            selector.Kinds.Add(new KindSelection { Kind = (EventKind)Random.Next(1, 11) });
        if (Random.Next(3) == 0)
            selector.ActivityNames.Add(tenant.Pick(["login", "view"]));
        if (Random.Next(4) == 0)
            selector.EventFilter = Where(Properties, "red", "s", "");
        return selector;
    }

    private Filter Where(string[] keys, params string[] values) => new()
    {
        Conditions =
        {
            new Condition { Key = tenant.Pick(keys), Operator = (MatchOperator)Random.Next(1, 3), Values = { tenant.Pick(values) } },
        },
    };

    private static Timestamp Time(long ms) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
