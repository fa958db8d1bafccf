using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA => new Device(DeviceType.CUDA).Checked();

    public static Device device(string description) => new Device(description).Checked();

    public static Device device(string deviceType, int index = -1) => new Device(deviceType, index).Checked();

    public static Device device(DeviceType deviceType, int index = -1) => new Device(deviceType, index).Checked();

    public static Device device(int index) => new(index);

    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>A device. Two devices are equal only if they are one object: compare <see cref="type"/> and <see cref="index"/>.</summary>
    public class Device
    {
        public Device(string description)
        {
            var parts = description.Split(':');
            (type, index) = (Parse(parts[0]), parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : -1);
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index == -1 ? name : $"{name}:{index}";
        }

        private static DeviceType Parse(string name) => name.ToLowerInvariant() switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "meta" => DeviceType.META,
            _ => throw new ArgumentException($"unknown device type '{name}'", nameof(name)),
        };

        /// <summary>Itself, or an exception where there is no such device.</summary>
        internal Device Checked() =>
            type != DeviceType.CUDA || cuda.is_available() ? this : throw new InvalidOperationException("Torch device type CUDA did not initialise on the current machine.");
    }

    /// <summary>NVIDIA devices.</summary>
    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Native.earlybert_cuda_count();

        public static void manual_seed(long seed) => torch.manual_seed(seed);

        public static void manual_seed_all(long seed) => torch.manual_seed(seed);

        public static void synchronize(Device? device = null) => Native.Check(Native.earlybert_cuda_synchronize(device?.index ?? -1));
    }
}
