namespace TorchSharpConformance;

/// <summary>The calls that end the process of the real package: the offline stack must throw instead.</summary>
internal static class Endings
{
    private static readonly (string Name, Action Call)[] Calls =
    [
        ("matmul of shapes that do not fit", () => torch.ones(2, 3).matmul(torch.ones(2, 3))),
        ("matmul of two types", () => torch.ones(2, 2).matmul(torch.ones(2, 2, dtype: ScalarType.Float64))),
        ("autograd.grad of an unused input", () => torch.autograd.grad([Leaf().sum()], [Leaf()])),
        ("autograd.grad of an output without a graph", () => torch.autograd.grad([torch.ones(1)], [Leaf()])),
        ("set_rng_state of the wrong size", () => torch.set_rng_state(torch.zeros(3, dtype: ScalarType.Byte))),
        ("set_rng_state of the wrong type", () => torch.set_rng_state(torch.zeros(3))),
        ("Generator.set_state of the wrong size", () => new Generator().set_state(torch.zeros(3, dtype: ScalarType.Byte))),
        ("set_num_threads(0)", () => torch.set_num_threads(0)),
        ("Scalar.ToInt32 of too large a number", () => ((Scalar)(1L << 40)).ToInt32()),
    ];

    /// <summary>Runs them all; the exit code says whether each threw.</summary>
    public static int Run()
    {
        var silent = 0;
        foreach (var (name, call) in Calls)
        {
            try
            {
                call();
                Console.WriteLine($"DOES NOT THROW  {name}");
                silent++;
            }
            catch (Exception e)
            {
                Console.WriteLine($"throws {e.GetType().Name,-20} {name}");
            }
        }
        return silent == 0 ? 0 : 1;
    }

    private static Tensor Leaf() => torch.ones(1, requires_grad: true);
}
