namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Moving and converting.
        public partial class Module
        {
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckCanHold(dtype);
                Convert(dtype, null, non_blocking);
                return this;
            }

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckCanHold(dtype);
                Convert(dtype, Normal(device.type, device.index), non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                var device = Normal(deviceType, deviceIndex);
                if (device.type != onDevice || device.index != onDeviceIndex) Convert(null, device, non_blocking);
                return this;
            }

            /// <summary>Puts a new built-in module where and into what it was asked for.</summary>
            internal void MoveNew(Device? device, ScalarType? dtype)
            {
                if (device is not null && dtype is not null) _to(device, dtype.Value, false);
                else if (device is not null) _to(device.type, device.index, false);
                else if (dtype is not null) _to(dtype.Value, false);
            }

            private static Device Normal(DeviceType type, int index)
            {
                if (type != DeviceType.CUDA) return new Device(type);
                if (!cuda.is_available()) throw new InvalidOperationException("CUDA is not available.");
                return new Device(type, index);
            }

            private static void CheckCanHold(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            /// <summary>Children first; then the tensors of built-in modules change where they are, all others are replaced.</summary>
            private void Convert(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var held in native) ConvertInPlace(held, dtype, device);

                foreach (var (_, child) in named_children())
                {
                    if (device is null) child._to(dtype!.Value, non_blocking);
                    else if (dtype is null) child._to(device.type, device.index, non_blocking);
                    else child._to(device, dtype.Value, non_blocking);
                }

                var fields = Fields().ToDictionary(f => f.Name);
                foreach (var (name, parameter) in named_parameters(false).ToList())
                {
                    using var grad = parameter.grad;
                    if (!Changes(parameter, dtype, device) && (grad is null || !Changes(grad, dtype, device))) continue;
                    Parameter converted;
                    using (no_grad())
                    {
                        converted = new Parameter(Converted(parameter, dtype, device), parameter.requires_grad);
                        converted.DetachFromDisposeScope();
                        if (grad is not null)
                        {
                            using var convertedGrad = Converted(grad, dtype, device).with_requires_grad(grad.requires_grad);
                            converted.grad = convertedGrad;
                        }
                        parameter.Dispose();
                    }
                    ConditionallyRegisterParameter(name, converted);
                    if (fields.TryGetValue(name, out var field)) field.SetValue(this, converted);
                }

                foreach (var (name, buffer) in named_buffers(false).ToList())
                {
                    if (!Changes(buffer, dtype, device)) continue;
                    var converted = Converted(buffer, dtype, device).DetachFromDisposeScope();
                    buffer.Dispose();
                    ConditionallyRegisterBuffer(name, converted);
                    if (fields.TryGetValue(name, out var field)) field.SetValue(this, converted);
                }

                if (device is not null) (onDevice, onDeviceIndex) = (device.type, device.index);
            }

            private static bool Changes(Tensor tensor, ScalarType? dtype, Device? device) =>
                (dtype is not null && dtype != tensor.dtype) || (device is not null && (device.type != tensor.device_type || device.index != tensor.device_index));

            /// <summary>Integer tensors keep their type.</summary>
            private static Tensor Converted(Tensor tensor, ScalarType? dtype, Device? device) =>
                tensor.to(dtype is not null && (tensor.is_floating_point() || tensor.is_complex()) ? dtype.Value : tensor.dtype, device ?? tensor.device);

            private static void ConvertInPlace(Tensor tensor, ScalarType? dtype, Device? device)
            {
                if (!Changes(tensor, dtype, device)) return;
                using var guard = no_grad();
                using var grad = tensor.grad;
                tensor.grad = null;
                using var detached = tensor.detach();
                using var converted = Converted(detached, dtype, device);
                Op.InPlace("set_data", tensor, converted);
                if (grad is null) return;
                using var convertedGrad = Converted(grad, dtype, device);
                tensor.grad = convertedGrad;
            }
        }
    }
}
