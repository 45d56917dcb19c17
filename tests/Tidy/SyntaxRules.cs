using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RetentionGrpc.Tidy;

/// <summary>Rules on C# that need its syntax: lengths of methods, names, calls that block, state that is shared.</summary>
internal static class SyntaxRules
{
    private const int LongestMethod = 60;

    private static readonly string[] MutableTypes =
    [
        "List", "Dictionary", "HashSet", "Queue", "Stack", "SortedDictionary", "SortedList", "StringBuilder", "ConcurrentDictionary",
        "ConcurrentQueue",
    ];

    private static readonly string[] ClockReads = ["Now", "UtcNow", "Today"];

    public static IReadOnlyDictionary<string, Func<CodeFile, IEnumerable<Finding>>> All { get; } =
        new Dictionary<string, Func<CodeFile, IEnumerable<Finding>>>
        {
            [nameof(Parses)] = Parses,
            [nameof(MethodLength)] = MethodLength,
            [nameof(TypeNames)] = TypeNames,
            [nameof(Regions)] = Regions,
            [nameof(EmptyCatch)] = EmptyCatch,
            [nameof(SkippedTests)] = SkippedTests,
            [nameof(Sleeps)] = Sleeps,
            [nameof(BlockingWaits)] = BlockingWaits,
            [nameof(ClockReading)] = ClockReading,
            [nameof(StaticState)] = StaticState,
            [nameof(UntimedTasks)] = UntimedTasks,
            [nameof(CommentedOutCode)] = CommentedOutCode,
            [nameof(AsyncVoid)] = AsyncVoid,
        };

    public static IEnumerable<Finding> Parses(CodeFile file) =>
        file.Root.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => new Finding(file.Path, file.LineOf(diagnostic.Location.SourceSpan.Start), diagnostic.GetMessage()));

    /// <summary>Counts from the first modifier to the closing brace, attributes and comments before it left out.</summary>
    public static IEnumerable<Finding> MethodLength(CodeFile file)
    {
        IEnumerable<(SyntaxToken First, SyntaxNode Node)> members =
        [
            .. file.All<BaseMethodDeclarationSyntax>().Select(method => (FirstToken(method, method.AttributeLists), (SyntaxNode)method)),
            .. file.All<LocalFunctionStatementSyntax>().Select(local => (FirstToken(local, local.AttributeLists), (SyntaxNode)local)),
            .. file.All<AccessorDeclarationSyntax>().Select(part => (FirstToken(part, part.AttributeLists), (SyntaxNode)part)),
            .. file.All<PropertyDeclarationSyntax>().Where(property => property.ExpressionBody is not null)
                .Select(property => (FirstToken(property, property.AttributeLists), (SyntaxNode)property)),
        ];
        foreach ((SyntaxToken first, SyntaxNode node) in members)
        {
            int lines = file.LineOf(node.Span.End) - file.LineOf(first.SpanStart) + 1;
            if (lines > LongestMethod)
            {
                yield return file.At(first, $"a member of {lines} lines, {LongestMethod} at most");
            }
        }

        GlobalStatementSyntax[] program =
            [.. file.All<GlobalStatementSyntax>().Where(global => global.Statement is not LocalFunctionStatementSyntax)];
        if (program.Length > 0)
        {
            int lines = file.LineOf(program[^1].Span.End) - file.LineOf(program[0].SpanStart) + 1;
            if (lines > LongestMethod)
            {
                yield return file.At(program[0], $"top-level statements of {lines} lines, {LongestMethod} at most");
            }
        }
    }

    public static IEnumerable<Finding> TypeNames(CodeFile file) =>
        from type in file.All<BaseTypeDeclarationSyntax>()
        let banned = BannedNames.In(type.Identifier.ValueText)
        where banned is not null
        select file.At(type.Identifier, $"a type called …{banned}: name the thing, or give the code to its caller");

    public static IEnumerable<Finding> Regions(CodeFile file) =>
        file.All<RegionDirectiveTriviaSyntax>().Select(region => file.At(region, "a region"));

    /// <summary>A catch without statements stands only where a comment in it says why nothing is to be done.</summary>
    public static IEnumerable<Finding> EmptyCatch(CodeFile file) =>
        file.All<CatchClauseSyntax>()
            .Where(clause => clause.Block.Statements.Count == 0 && !clause.Block.DescendantTrivia().Any(IsComment))
            .Select(clause => file.At(clause, "a catch that swallows in silence"));

    public static IEnumerable<Finding> SkippedTests(CodeFile file) =>
        file.All<AttributeArgumentSyntax>()
            .Where(argument => argument.NameEquals?.Name.Identifier.ValueText is "Skip" or "SkipWhen" or "SkipUnless")
            .Select(argument => file.At(argument, "a skipped test"));

    public static IEnumerable<Finding> Sleeps(CodeFile file) =>
        Members(file, "Thread", "Sleep").Select(access => file.At(access, "sleeps: await, or wait for the condition"));

    public static IEnumerable<Finding> BlockingWaits(CodeFile file)
    {
        foreach (MemberAccessExpressionSyntax access in file.All<MemberAccessExpressionSyntax>())
        {
            bool called = access.Parent is InvocationExpressionSyntax;
            string text = access.ToString();
            bool blocks = access.Name.Identifier.ValueText switch
            {
                "Wait" => called && access.Parent is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 },
                "GetResult" => called && text.EndsWith("GetAwaiter().GetResult", StringComparison.Ordinal),
                "Result" => !called && IsTask(access.Expression),
                _ => false,
            };
            if (blocks)
            {
                yield return file.At(access.Name, $"blocks on a task: {text}");
            }
        }
    }

    public static IEnumerable<Finding> ClockReading(CodeFile file) =>
        ClockReads.SelectMany(read => Members(file, "DateTime", read).Concat(Members(file, "DateTimeOffset", read)))
            .Select(access => file.At(access, $"reads the clock: {access}; time comes from a TimeProvider"));

    /// <summary>In what ships, static fields are readonly and of a type that cannot change, and static properties have no setter.</summary>
    public static IEnumerable<Finding> StaticState(CodeFile file)
    {
        if (!file.IsProduct)
        {
            return [];
        }

        IEnumerable<Finding> fields = file.All<FieldDeclarationSyntax>()
            .Where(field => Has(field.Modifiers, SyntaxKind.StaticKeyword)
                && (!Has(field.Modifiers, SyntaxKind.ReadOnlyKeyword) || MutableTypes.Contains(TypeName(field.Declaration.Type))))
            .Select(field => file.At(field, $"static state that can change: {field.Declaration}"));
        IEnumerable<Finding> properties = file.All<PropertyDeclarationSyntax>()
            .Where(property => Has(property.Modifiers, SyntaxKind.StaticKeyword)
                && property.AccessorList?.Accessors.Any(set => set.IsKind(SyntaxKind.SetAccessorDeclaration) && set.Body is null) == true)
            .Select(property => file.At(property, $"static state that can change: {property.Identifier}"));
        return fields.Concat(properties);
    }

    /// <summary>What ships starts no task beside the given scheduler and waits on no clock but the given one.</summary>
    public static IEnumerable<Finding> UntimedTasks(CodeFile file)
    {
        if (!file.IsProduct)
        {
            return [];
        }

        IEnumerable<Finding> runs = Members(file, "Task", "Run")
            .Select(access => file.At(access, "Task.Run: run on the scheduler that the composition root gives"));
        IEnumerable<Finding> delays = Members(file, "Task", "Delay")
            .Where(access => (access.Parent as InvocationExpressionSyntax)?.ArgumentList.Arguments.Skip(1).Any(NamesClock) != true)
            .Select(access => file.At(access, "Task.Delay without a TimeProvider"));
        return runs.Concat(delays);
    }

    public static IEnumerable<Finding> CommentedOutCode(CodeFile file) =>
        file.Root.DescendantTrivia(descendIntoTrivia: true)
            .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && LooksLikeCode(trivia.ToString()[2..].Trim()))
            .Select(trivia => file.At(trivia, $"code in a comment: {trivia}"));

    public static IEnumerable<Finding> AsyncVoid(CodeFile file) =>
        file.All<MethodDeclarationSyntax>()
            .Where(method => Has(method.Modifiers, SyntaxKind.AsyncKeyword) && method.ReturnType.ToString() == "void")
            .Select(method => file.At(method.Identifier, "async void: its failure ends the process"));

    private static IEnumerable<MemberAccessExpressionSyntax> Members(CodeFile file, string type, string member) =>
        file.All<MemberAccessExpressionSyntax>().Where(access => access.Name.Identifier.ValueText == member
            && (access.Expression.ToString() == type || access.Expression.ToString().EndsWith("." + type, StringComparison.Ordinal)));

    private static SyntaxToken FirstToken(SyntaxNode node, SyntaxList<AttributeListSyntax> attributes) =>
        attributes.Count == 0 ? node.GetFirstToken() : attributes.Last().GetLastToken().GetNextToken();

    private static bool IsTask(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => IsTask(inner.Expression),
        InvocationExpressionSyntax call => call.Expression.ToString().EndsWith("Async", StringComparison.Ordinal)
            || call.Expression.ToString().EndsWith(".AsTask", StringComparison.Ordinal),
        IdentifierNameSyntax name => name.Identifier.ValueText.EndsWith("task", StringComparison.OrdinalIgnoreCase),
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText.EndsWith("task", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool NamesClock(ArgumentSyntax argument) =>
        argument.ToString() is var text
        && (text.Contains("time", StringComparison.OrdinalIgnoreCase) || text.Contains("clock", StringComparison.OrdinalIgnoreCase));

    private static bool LooksLikeCode(string comment) =>
        comment is "{" or "}"
        || (comment.EndsWith(';') && comment.IndexOfAny(['=', '(']) > 0 && !SyntaxFactory.ParseStatement(comment).ContainsDiagnostics);

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    private static bool Has(SyntaxTokenList modifiers, SyntaxKind kind) =>
        modifiers.Any(kind) || (kind == SyntaxKind.ReadOnlyKeyword && modifiers.Any(SyntaxKind.ConstKeyword));

    private static string TypeName(TypeSyntax type) => type is GenericNameSyntax generic ? generic.Identifier.ValueText : type.ToString();
}
