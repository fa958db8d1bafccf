using EarlyBert.Tickets;

namespace EarlyBert.Cli.Training;

/// <summary>One run of <c>finetune</c>.</summary>
/// <param name="Task">What is trained for.</param>
/// <param name="Options">The run's settings.</param>
/// <param name="Ticket">A ticket drawn before; null: draw one.</param>
/// <param name="Out">The folder that receives everything.</param>
/// <param name="Title">Stands before the progress; empty: nothing does.</param>
/// <param name="TensorBoard">Leave event files of TensorBoard too.</param>
internal sealed record FineTuneRequest(FineTuneTask Task, EarlyBertOptions Options, EarlyBirdTicket? Ticket, string Out, string Title = "", bool TensorBoard = false);
