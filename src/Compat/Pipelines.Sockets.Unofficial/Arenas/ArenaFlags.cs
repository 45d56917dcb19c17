namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>How an arena treats its memory.</summary>
[Flags]
public enum ArenaFlags
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>The default: types of plain bytes may share blocks. Arenas here hold one type each, so that it changes nothing.</summary>
    BlittableNonPaddedSharing = 16,
}
