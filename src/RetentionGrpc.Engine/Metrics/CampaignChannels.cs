namespace RetentionGrpc.Engine.Metrics;

/// <summary>The channels of campaign touches by the ends of their names on the wire.</summary>
public static class CampaignChannels
{
    private static readonly byte[][] Names =
        ["EMAIL"u8.ToArray(), "PUSH"u8.ToArray(), "SMS"u8.ToArray(), "IN_APP"u8.ToArray(), "OTHER"u8.ToArray()];

    /// <summary>The name of a channel, from 1 on.</summary>
    public static byte[] NameOf(int channel) => Names[channel - 1];

    /// <summary>The channel of a name, or -1 if there is none.</summary>
    public static int NumberOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
                return i + 1;
        }
        return -1;
    }
}
