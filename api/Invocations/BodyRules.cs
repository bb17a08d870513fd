using System.Numerics;
using Andamento.Serving;

namespace Andamento.Api.Invocations;

/// <summary>Whether a body fits the task of the endpoint it was sent to.</summary>
internal static class BodyRules
{
    private static readonly (BodyMembers Member, string Name)[] Formats =
    [
        (BodyMembers.DataframeSplit, "dataframe_split"), (BodyMembers.DataframeRecords, "dataframe_records"),
        (BodyMembers.Instances, "instances"), (BodyMembers.Inputs, "inputs"),
    ];

    /// <summary>Accepts, or throws what the caller should change.</summary>
    /// <exception cref="ServingException">
    /// <see cref="FailureKind.BadRequest"/>; its code is <c>task_mismatch</c> when the body is one for another task.
    /// </exception>
    public static void Check(in BodyProbe body, ServingTask task)
    {
        if (task is ServingTask.Predict) CheckFormat(body.Members);
        else CheckMember(body.Members, task);

        if (body.Stream && task is ServingTask.Predict or ServingTask.Embeddings)
        {
            throw new ServingException(FailureKind.BadRequest, "'stream' works for chat and completions only.")
            {
                Param = "stream",
                Code = "unsupported_parameter",
            };
        }
    }

    /// <summary>A route that stands for one task, asked for an endpoint of another.</summary>
    public static ServingException Mismatch(ServingTask asked, ServingTask served) => new(
        FailureKind.BadRequest, $"The endpoint serves {Name(served)}, and this is a request for {Name(asked)}.")
    {
        Code = "task_mismatch",
    };

    private static void CheckFormat(BodyMembers members)
    {
        var formats = members & BodyMembers.Formats;
        if (BitOperations.IsPow2((int)formats)) return; // false for none

        if (formats is BodyMembers.None && OtherTask(members) is { } asked) throw Mismatch(asked, ServingTask.Predict);

        throw new ServingException(
            FailureKind.BadRequest,
            "Invalid input: the body must have exactly one of dataframe_split, dataframe_records, instances and inputs;"
            + $" it has {(formats is BodyMembers.None ? "none" : Names(formats))}.");
    }

    private static string Names(BodyMembers formats) =>
        string.Join(", ", Formats.Where(format => formats.HasFlag(format.Member)).Select(format => format.Name));

    private static void CheckMember(BodyMembers members, ServingTask task)
    {
        var (needed, name) = task switch
        {
            ServingTask.Chat => (BodyMembers.Messages, "messages"),
            ServingTask.Completions => (BodyMembers.Prompt, "prompt"),
            _ => (BodyMembers.Input, "input"),
        };
        if (members.HasFlag(needed)) return;

        if (task is ServingTask.Chat && members.HasFlag(BodyMembers.Input))
        {
            throw new ServingException(
                FailureKind.BadRequest,
                "The endpoint serves chat, and this is a request for embeddings or for the Responses API. The latter goes to"
                + " /serving-endpoints/responses, with the endpoint's name as 'model'.") { Code = "task_mismatch", Param = "input" };
        }

        throw OtherTask(members) is { } asked ? Mismatch(asked, task) : new ServingException(
            FailureKind.BadRequest, $"'{name}' is missing: a request for {Name(task)} needs it.") { Param = name };
    }

    private static ServingTask? OtherTask(BodyMembers members) =>
        members.HasFlag(BodyMembers.Messages) ? ServingTask.Chat
        : members.HasFlag(BodyMembers.Prompt) ? ServingTask.Completions
        : members.HasFlag(BodyMembers.Input) ? ServingTask.Embeddings
        : (members & BodyMembers.Formats) is not BodyMembers.None ? ServingTask.Predict
        : null;

    private static string Name(ServingTask task) => task switch
    {
        ServingTask.Chat => "chat",
        ServingTask.Completions => "completions",
        ServingTask.Embeddings => "embeddings",
        _ => "predictions of a custom model",
    };
}
