using System.Text;

namespace RetentionGrpc.SampleShop;

/// <summary>
/// Writes messages <c>Event</c> as bytes, without an object for each: a few dozen nanoseconds, so that who measures does not measure this.
/// </summary>
internal ref struct WireEventWriter
{
    /// <summary>Bytes that an event takes at most.</summary>
    public const int MostBytes = 192;

    private const byte CustomerId = (2 << 3) | 2;
    private const byte OccurredTime = (3 << 3) | 2;
    private const byte Activity = (10 << 3) | 2;
    private const byte Purchase = (11 << 3) | 2;
    private const byte Subscription = (13 << 3) | 2;
    private const int SurveyResponse = (14 << 3) | 2;
    private const int Coupon = (15 << 3) | 2;
    private const int CampaignTouch = (16 << 3) | 2;
    private const int Referral = (17 << 3) | 2;
    private const int SupportCase = (18 << 3) | 2;
    private const int Loyalty = (19 << 3) | 2;
    private const int Profile = (20 << 3) | 2;
    private const byte Text1 = (1 << 3) | 2;
    private const byte Message2 = (2 << 3) | 2;
    private const byte Text2 = (2 << 3) | 2;
    private const byte Text3 = (3 << 3) | 2;
    private const byte Message4 = (4 << 3) | 2;
    private const byte Number1 = 1 << 3;
    private const byte Number2 = 2 << 3;
    private const byte Number3 = 3 << 3;
    private const byte Number4 = 4 << 3;
    private const byte Number5 = 5 << 3;
    private const byte StartedAction = 1;
    private const byte CancelledAction = 5;

    private static readonly byte[][] Names = [.. Catalogue.ShopperActivities.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] Countries = [.. Catalogue.Countries.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] Plans = [.. Catalogue.Plans.Select(Encoding.UTF8.GetBytes)];

    private readonly Span<byte> _bytes;

    private WireEventWriter(Span<byte> bytes) => _bytes = bytes;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Begins an event: whose it is and when it occurred.</summary>
    public static WireEventWriter Begin(Span<byte> bytes, int customer, long timeMs)
    {
        WireEventWriter writer = new(bytes);
        writer.Id(CustomerId, (byte)'c', customer + 1);
        int start = writer.Open(OccurredTime);
        writer.Number(Number1, timeMs / 1_000);
        if (timeMs % 1_000 != 0)
        {
            writer.Number(Number2, timeMs % 1_000 * 1_000_000);
        }

        writer.Close(start);
        return writer;
    }

    /// <summary>The one property: account.</summary>
    public void WriteAccount(int account)
    {
        int pair = Open(Message4);
        Bytes(Text1, "account"u8);
        Id(Text2, (byte)'a', account);
        Close(pair);
    }

    /// <summary>An activity of one of the shop's names.</summary>
    public void WriteActivity(int name)
    {
        int start = Open(Activity);
        Bytes(Text1, Names[name]);
        Close(start);
    }

    /// <summary>An order of its own, in the tenant's currency.</summary>
    public void WritePurchase(int order, long minorUnits)
    {
        int start = Open(Purchase);
        Id(Text1, (byte)'o', order);
        Amount(Message2, minorUnits);
        Close(start);
    }

    /// <summary>The one attribute: country.</summary>
    public void WriteProfile(int country)
    {
        Varint(Profile);
        int start = OpenLength();
        int pair = Open(Text1);
        Bytes(Text1, "country"u8);
        Bytes(Message2, Countries[country]);
        Close(pair);
        Close(start);
    }

    /// <summary>The begin of the customer's only subscription, paid monthly.</summary>
    public void WriteStarted(int customer, int plan)
    {
        int start = Open(Subscription);
        Id(Text1, (byte)'s', customer + 1);
        Number(Number2, StartedAction);
        Bytes(Text3, Plans[plan]);
        Amount(Message4, Catalogue.PlanMonthlyPrice[plan]);
        Number(Number5, 1);
        Close(start);
    }

    /// <summary>The end of the customer's only subscription.</summary>
    public void WriteCancelled(int customer)
    {
        int start = Open(Subscription);
        Id(Text1, (byte)'s', customer + 1);
        Number(Number2, CancelledAction);
        Close(start);
    }

    /// <summary>An event of one of the rarer kinds, whatever the bits say. Ids are few and come again.</summary>
    public void WriteOther(int customers, ulong bits)
    {
        ulong kind = bits % 6;
        Varint((ulong)(kind switch
        {
            0 => SurveyResponse,
            1 => Coupon,
            2 => CampaignTouch,
            3 => Referral,
            4 => SupportCase,
            _ => Loyalty,
        }));
        int start = OpenLength();
        long id = (long)((bits >> 8) % 4);
        long pick = (long)((bits >> 16) % 1_000_000_007);
        switch (kind)
        {
            case 0:
                Id(Text1, (byte)'q', id);
                Number(Number2, 1);
                Number(Number3, pick % 11);
                break;
            case 1:
                Number(Number1, 1 + (pick % 3));
                Id(Text2, (byte)'k', id);
                break;
            case 2:
                Id(Text1, (byte)'m', pick % 20);
                Number(Number3, 1 + (pick / 20 % 5));
                Number(Number4, 1 + (pick / 100 % 7));
                break;
            case 3:
                Id(Text1, (byte)'c', 1 + (pick % customers));
                break;
            case 4:
                Id(Text1, (byte)'t', id);
                Number(Number3, 1 + (pick % 2));
                Number(Number4, 1 + (pick / 2 % 3));
                break;
            default:
                Number(Number1, 1 + (pick % 3));
                Number(Number2, 1 + (pick / 3 % 1_000));
                break;
        }

        Close(start);
    }

    private void Amount(byte tag, long minorUnits)
    {
        int start = Open(tag);
        Number(Number1, minorUnits);
        Close(start);
    }

    /// <summary>A letter, a dash and a number, e.g. c-0000042.</summary>
    private void Id(byte tag, byte letter, long number)
    {
        int start = Open(tag);
        _bytes[Length++] = letter;
        _bytes[Length++] = (byte)'-';
        int digits = number < 10_000_000 ? 7 : 10;
        for (int i = digits - 1; i >= 0; i--, number /= 10)
        {
            _bytes[Length + i] = (byte)('0' + (number % 10));
        }

        Length += digits;
        Close(start);
    }

    private int Open(byte tag)
    {
        _bytes[Length++] = tag;
        return OpenLength();
    }

    /// <summary>Leaves a byte for a length: no part of these events is longer than 127.</summary>
    private int OpenLength() => ++Length;

    private readonly void Close(int start) => _bytes[start - 1] = checked((byte)(sbyte)(Length - start));

    private void Bytes(byte tag, ReadOnlySpan<byte> value)
    {
        int start = Open(tag);
        value.CopyTo(_bytes[Length..]);
        Length += value.Length;
        Close(start);
    }

    private void Number(byte tag, long value)
    {
        _bytes[Length++] = tag;
        Varint((ulong)value);
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes[Length++] = (byte)(value | 0x80);
        }

        _bytes[Length++] = (byte)value;
    }
}
