using System.Buffers.Binary;
using System.Text;
using EarlyBert.Cli.Reports.TensorBoard;

namespace EarlyBert.Cli.Tests.Reports;

public sealed class TensorBoardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Crc32C_KnownAnswers_AreThoseOfRfc3720()
    {
        Assert.Equal(0xE3069283u, MaskedCrc.Crc32C("123456789"u8)); // the check value of CRC-32C
        Assert.Equal(0x8A9136AAu, MaskedCrc.Crc32C(new byte[32])); // RFC 3720, B.4
        Assert.Equal(0x62A8AB43u, MaskedCrc.Crc32C([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, MaskedCrc.Crc32C([.. Enumerable.Range(0, 32).Select(value => (byte)value)]));
        Assert.Equal(0u, MaskedCrc.Crc32C([]));
    }

    [Fact]
    public void Of_Bytes_IsTheChecksumRotatedAndShifted()
    {
        var crc = MaskedCrc.Crc32C("foo"u8);

        Assert.Equal(((crc >> 15) | (crc << 17)) + 0xA282EAD8u, MaskedCrc.Of("foo"u8));
    }

    [Fact]
    public void Report_Run_IsReadBackByAnotherReader()
    {
        using (var log = new TensorBoardLog(_folder.PathOf("board")))
        {
            foreach (var report in ToyRunFolder.Reports(search: true))
                log.Report(report);
        }

        var events = Events();
        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.All(events, one => Assert.InRange(one.WallTime, 1.5e9, 1e11));
        var scalars = events.SelectMany(one => one.Scalars.Select(scalar => (one.Step, scalar.Tag, scalar.Value))).ToArray();
        Assert.Contains((1L, "search/loss", 1f), scalars);
        Assert.Contains((10L, "search/loss", 0.1f), scalars);
        Assert.Contains((11L, "train/loss", 1f), scalars); // after the ten steps of the search
        Assert.Contains((110L, "train/tokens_per_second", 2000f), scalars);
        Assert.Contains((60L, "validation/accuracy", 0.25f), scalars);
        Assert.Equal(110, scalars.Count(scalar => scalar.Tag.EndsWith("/loss", StringComparison.Ordinal)));
    }

    [Fact]
    public void Report_RunStillOpen_IsOnTheDiskAtOnce()
    {
        using var log = new TensorBoardLog(_folder.PathOf("board"));

        log.Report(new TrainingProgress { Stage = TrainingStage.Train, Step = 1, Loss = 0.5 });

        Assert.Equal(2, Events().Count);
    }

    [Fact]
    public void Create_Twice_WritesTwoFiles()
    {
        using var first = new TensorBoardLog(_folder.PathOf("board"));
        using var second = new TensorBoardLog(_folder.PathOf("board"));

        Assert.Equal(2, Directory.GetFiles(_folder.PathOf("board"), "events.out.tfevents.*").Length);
    }

    [Fact]
    public void Create_FolderThatIsAFile_SaysWhatToDo()
    {
        var path = _folder.Write("file", "");

        Assert.Contains("--tensorboard", Assert.Throws<EarlyBertException>(() => new TensorBoardLog(path)).Message);
    }

    public void Dispose() => _folder.Dispose();

    private List<Event> Events()
    {
        using var file = new FileStream(Directory.GetFiles(_folder.PathOf("board")).Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var events = new List<Event>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(SlowMaskedCrc(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var record = bytes.AsSpan(at + 12, length);
            Assert.Equal(SlowMaskedCrc(record), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            events.Add(Event.Of(record));
            at += 16 + length;
        }

        return events;
    }

    /// <summary>Bit by bit, from the polynomial alone.</summary>
    private static uint SlowMaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8u);
    }

    private sealed record Event(double WallTime, long Step, string? Version, IReadOnlyList<(string Tag, float Value)> Scalars)
    {
        public static Event Of(ReadOnlySpan<byte> message)
        {
            var (time, step, version, scalars) = (0.0, 0L, (string?)null, new List<(string, float)>());
            for (var at = 0; at < message.Length;)
            {
                var (field, wire) = Tag(message, ref at);
                switch (field, wire)
                {
                    case (1, 1):
                        time = BinaryPrimitives.ReadDoubleLittleEndian(message[at..]);
                        at += 8;
                        break;
                    case (2, 0):
                        step = (long)Varint(message, ref at);
                        break;
                    case (3, 2):
                        version = Encoding.UTF8.GetString(Bytes(message, ref at));
                        break;
                    case (5, 2):
                        var summary = Bytes(message, ref at);
                        for (var inner = 0; inner < summary.Length;)
                        {
                            Assert.Equal((1, 2), Tag(summary, ref inner));
                            scalars.Add(Scalar(Bytes(summary, ref inner)));
                        }

                        break;
                    default:
                        Assert.Fail($"field {field}, wire type {wire}");
                        break;
                }
            }

            return new Event(time, step, version, scalars);
        }

        private static (string, float) Scalar(ReadOnlySpan<byte> value)
        {
            var at = 0;
            Assert.Equal((1, 2), Tag(value, ref at));
            var tag = Encoding.UTF8.GetString(Bytes(value, ref at));
            Assert.Equal((2, 5), Tag(value, ref at));
            Assert.Equal(value.Length, at + 4);
            return (tag, BinaryPrimitives.ReadSingleLittleEndian(value[at..]));
        }

        private static (int Field, int Wire) Tag(ReadOnlySpan<byte> bytes, ref int at)
        {
            var tag = Varint(bytes, ref at);
            return ((int)(tag >> 3), (int)(tag & 7));
        }

        private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> bytes, ref int at)
        {
            var length = (int)Varint(bytes, ref at);
            at += length;
            return bytes.Slice(at - length, length);
        }

        private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
        {
            var (value, shift) = (0UL, 0);
            byte next;
            do
            {
                next = bytes[at++];
                value |= (ulong)(next & 0x7F) << shift;
                shift += 7;
            }
            while (next >= 0x80);
            return value;
        }
    }
}
