// A C ABI over libtorch for offline/TorchSharp: any operator through the dispatcher, and the few things that are no operators
// (tensor lifetime, autograd, generators, threads, devices). Builds against libtorch 1.13 and 2.x, CPU or CUDA.
//
// A tensor crosses the border as a TensorImpl* that the receiver owns (one reference), arguments are borrowed.
// Functions that can fail return 0 for success; the message of a failure is in earlybert_error(), per thread.

#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/api/include/torch/cuda.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/autograd.h>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
using OptionalTensor = std::optional<at::Tensor>;
#else
using OptionalTensor = c10::optional<at::Tensor>;
#endif

enum class Tag : int32_t { Missing, None, Tensor, Int, Double, Bool, Ints, Tensors, OptionalTensors, String, Device, Generator, Doubles };

// One argument or result of an operator; offline/TorchSharp/Interop/Value.cs has the same layout.
struct Value {
  Tag tag;
  int32_t count;  // of a list; the type of a device
  union {
    int64_t integer;
    double number;
    void* pointer;
  };
};

thread_local std::string error_message;
thread_local std::vector<Value> results;

// Runs the body; whatever it throws becomes a message, so that no exception ever reaches .NET.
template <typename Body>
int guarded(Body&& body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    error_message = e.what_without_backtrace();
  } catch (const std::exception& e) {
    error_message = e.what();
  } catch (...) {
    error_message = "an unknown native exception";
  }
  return 1;
}

at::Tensor borrow(void* pointer) {
  if (pointer == nullptr) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(static_cast<c10::TensorImpl*>(pointer)));
}

void* give(at::Tensor tensor) { return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr; }

std::vector<at::Tensor> borrow_all(void* const* pointers, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int i = 0; i < count; i++) tensors.push_back(borrow(pointers[i]));
  return tensors;
}

c10::Device device_of(int type, int index) {
  return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

at::Generator generator_of(void* pointer) { return *static_cast<at::Generator*>(pointer); }

c10::IValue optional_tensors(const Value& value) {
  c10::List<OptionalTensor> list;
  for (int i = 0; i < value.count; i++) {
    void* pointer = static_cast<void**>(value.pointer)[i];
    list.push_back(pointer == nullptr ? OptionalTensor() : OptionalTensor(borrow(pointer)));
  }
  return list;
}

// What the schema asks for decides between an int and a float, and between one int and a list of ints.
c10::IValue to_ivalue(const Value& value, const c10::Argument& argument) {
  switch (value.tag) {
    case Tag::Missing:
      if (argument.default_value()) return *argument.default_value();
      TORCH_CHECK(argument.type()->kind() == c10::TypeKind::OptionalType, "argument '", argument.name(), "' is missing");
      return c10::IValue();
    case Tag::None:
      return c10::IValue();
    case Tag::Tensor:
      return borrow(value.pointer);
    case Tag::Int: {
      auto type = argument.type().get();
      if (type->kind() == c10::TypeKind::OptionalType) type = type->containedType(0).get();
      if (type->kind() == c10::TypeKind::FloatType) return static_cast<double>(value.integer);
      if (type->kind() == c10::TypeKind::ListType) return c10::List<int64_t>({value.integer});
      return value.integer;
    }
    case Tag::Double:
      return value.number;
    case Tag::Bool:
      return value.integer != 0;
    case Tag::Ints: {
      auto data = static_cast<const int64_t*>(value.pointer);
      return std::vector<int64_t>(data, data + value.count);
    }
    case Tag::Doubles: {
      auto data = static_cast<const double*>(value.pointer);
      return std::vector<double>(data, data + value.count);
    }
    case Tag::Tensors:
      return borrow_all(static_cast<void* const*>(value.pointer), value.count);
    case Tag::OptionalTensors:
      return optional_tensors(value);
    case Tag::String:
      return std::string(static_cast<const char*>(value.pointer), value.count);
    case Tag::Device:
      return device_of(value.count, static_cast<int>(value.integer));
    case Tag::Generator:
      return generator_of(value.pointer);
  }
  TORCH_CHECK(false, "argument '", argument.name(), "' has an unknown tag");
}

void push_result(c10::IValue&& result) {
  Value value{};
  if (result.isTensor()) {
    value.tag = Tag::Tensor;
    value.pointer = give(std::move(result).toTensor());
  } else if (result.isInt()) {
    value.tag = Tag::Int;
    value.integer = result.toInt();
  } else if (result.isDouble()) {
    value.tag = Tag::Double;
    value.number = result.toDouble();
  } else if (result.isBool()) {
    value.tag = Tag::Bool;
    value.integer = result.toBool();
  } else if (result.isTensorList()) {
    for (at::Tensor tensor : result.toTensorVector()) push_result(std::move(tensor));
    return;
  } else {
    value.tag = Tag::None;
  }
  results.push_back(value);
}

}  // namespace

EXPORT const char* earlybert_error() { return error_message.c_str(); }

EXPORT const char* earlybert_version() { return TORCH_VERSION; }

// ---- operators

// The handle of an operator, or null if this libtorch has none of that name. Handles live as long as the process.
EXPORT void* earlybert_operator(const char* name, const char* overload) {
  auto found = c10::Dispatcher::singleton().findSchema(c10::OperatorName(name, overload));
  return found ? new c10::OperatorHandle(*found) : nullptr;
}

// Calls it. The results stay readable in `out` until the next call on this thread; lists are laid out one by one.
// An in-place operator returns its own argument: `keep` = 0 drops it.
EXPORT int earlybert_call(void* handle, const Value* arguments, int count, int keep, const Value** out, int* out_count) {
  return guarded([&] {
    const auto& op = *static_cast<const c10::OperatorHandle*>(handle);
    const auto& expected = op.schema().arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= expected.size(), op.schema().name(), " takes ", expected.size(), " arguments, not ", count);
    torch::jit::Stack stack;
    stack.reserve(expected.size());
    const Value missing{};
    for (size_t i = 0; i < expected.size(); i++) stack.push_back(to_ivalue(i < static_cast<size_t>(count) ? arguments[i] : missing, expected[i]));
    op.callBoxed(stack);
    results.clear();
    if (keep != 0)
      for (auto& result : stack) push_result(std::move(result));
    *out = results.data();
    *out_count = static_cast<int>(results.size());
  });
}

// ---- tensors

EXPORT void earlybert_release(void* tensor) {
  c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(tensor));
}

EXPORT void* earlybert_share(void* tensor) { return give(borrow(tensor)); }

EXPORT int earlybert_empty(const int64_t* sizes, int dimensions, int dtype, void** out) {
  return guarded([&] {
    *out = give(at::empty(c10::IntArrayRef(sizes, dimensions), at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype))));
  });
}

// A tensor over memory that belongs to the caller; `release(token)` is called when it is no longer used.
EXPORT int earlybert_from_blob(void* data, int64_t size, int dtype, void (*release)(void*), void* token, void** out) {
  return guarded([&] {
    *out = give(at::from_blob(data, {size}, [release, token](void*) { release(token); }, at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype))));
  });
}

EXPORT int earlybert_dim(void* tensor) { return static_cast<int>(static_cast<c10::TensorImpl*>(tensor)->dim()); }

EXPORT void earlybert_sizes(void* tensor, int64_t* sizes) {
  auto source = static_cast<c10::TensorImpl*>(tensor)->sizes();
  std::memcpy(sizes, source.data(), source.size() * sizeof(int64_t));
}

EXPORT void earlybert_strides(void* tensor, int64_t* strides) {
  auto source = static_cast<c10::TensorImpl*>(tensor)->strides();
  std::memcpy(strides, source.data(), source.size() * sizeof(int64_t));
}

EXPORT int64_t earlybert_numel(void* tensor) { return static_cast<c10::TensorImpl*>(tensor)->numel(); }

EXPORT int64_t earlybert_storage_offset(void* tensor) { return static_cast<c10::TensorImpl*>(tensor)->storage_offset(); }

EXPORT int earlybert_is_contiguous(void* tensor) { return static_cast<c10::TensorImpl*>(tensor)->is_contiguous(); }

EXPORT int earlybert_dtype(void* tensor) { return static_cast<int>(borrow(tensor).scalar_type()); }

EXPORT int64_t earlybert_element_size(void* tensor) { return static_cast<int64_t>(static_cast<c10::TensorImpl*>(tensor)->itemsize()); }

EXPORT int earlybert_device_type(void* tensor) { return static_cast<int>(static_cast<c10::TensorImpl*>(tensor)->device().type()); }

EXPORT int earlybert_device_index(void* tensor) { return static_cast<c10::TensorImpl*>(tensor)->device().index(); }

EXPORT int earlybert_data(void* tensor, void** out) {
  return guarded([&] { *out = borrow(tensor).data_ptr(); });
}

// ---- autograd

EXPORT int earlybert_requires_grad(void* tensor) { return borrow(tensor).requires_grad(); }

EXPORT int earlybert_set_requires_grad(void* tensor, int value) {
  return guarded([&] { borrow(tensor).requires_grad_(value != 0); });
}

EXPORT int earlybert_is_leaf(void* tensor) { return borrow(tensor).is_leaf(); }

EXPORT int earlybert_retain_grad(void* tensor) {
  return guarded([&] { borrow(tensor).retain_grad(); });
}

EXPORT void* earlybert_grad(void* tensor) { return give(static_cast<c10::TensorImpl*>(tensor)->grad()); }

EXPORT int earlybert_set_grad(void* tensor, void* grad) {
  return guarded([&] { borrow(tensor).mutable_grad() = borrow(grad); });
}

// `gradients` may be null, or hold nulls.
EXPORT int earlybert_backward(void* const* tensors, int count, void* const* gradients, int gradient_count, int retain_graph, int create_graph, void* const* inputs, int input_count) {
  return guarded([&] {
    torch::autograd::backward(borrow_all(tensors, count), borrow_all(gradients, gradient_count), retain_graph != 0, create_graph != 0, borrow_all(inputs, input_count));
  });
}

EXPORT int earlybert_gradients(void* const* outputs, int output_count, void* const* inputs, int input_count, void* const* gradients, int gradient_count, int retain_graph, int create_graph, int allow_unused, void** out) {
  return guarded([&] {
    auto found = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count), borrow_all(gradients, gradient_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); i++) out[i] = give(found[i]);
  });
}

EXPORT int earlybert_grad_enabled() { return c10::GradMode::is_enabled(); }

EXPORT void earlybert_set_grad_enabled(int value) { c10::GradMode::set_enabled(value != 0); }

EXPORT int earlybert_inference_enabled() { return c10::InferenceMode::is_enabled(); }

// A guard, to be ended on the same thread.
EXPORT void* earlybert_inference_begin(int value) { return new c10::InferenceMode(value != 0); }

EXPORT void earlybert_inference_end(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

// ---- random numbers

EXPORT int earlybert_manual_seed(int64_t seed) {
  return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

EXPORT int earlybert_generator(int64_t seed, void** out) {
  return guarded([&] { *out = new at::Generator(at::detail::createCPUGenerator(static_cast<uint64_t>(seed))); });
}

EXPORT int earlybert_default_generator(void** out) {
  return guarded([&] { *out = new at::Generator(at::globalContext().defaultGenerator(c10::kCPU)); });
}

EXPORT void earlybert_generator_release(void* generator) { delete static_cast<at::Generator*>(generator); }

EXPORT int earlybert_generator_seed(void* generator, int64_t seed) {
  return guarded([&] {
    auto target = generator_of(generator);
    std::lock_guard<std::mutex> lock(target.mutex());
    target.set_current_seed(static_cast<uint64_t>(seed));
  });
}

EXPORT int64_t earlybert_generator_initial_seed(void* generator) { return static_cast<int64_t>(generator_of(generator).current_seed()); }

EXPORT int earlybert_generator_state(void* generator, void** out) {
  return guarded([&] {
    auto source = generator_of(generator);
    std::lock_guard<std::mutex> lock(source.mutex());
    *out = give(source.get_state());
  });
}

EXPORT int earlybert_generator_set_state(void* generator, void* state) {
  return guarded([&] {
    auto target = generator_of(generator);
    std::lock_guard<std::mutex> lock(target.mutex());
    target.set_state(borrow(state));
  });
}

// ---- threads and devices

EXPORT int earlybert_num_threads() { return at::get_num_threads(); }

EXPORT int earlybert_set_num_threads(int count) {
  return guarded([&] { at::set_num_threads(count); });
}

EXPORT int earlybert_num_interop_threads() { return at::get_num_interop_threads(); }

EXPORT int earlybert_set_num_interop_threads(int count) {
  return guarded([&] { at::set_num_interop_threads(count); });
}

EXPORT int earlybert_cuda_count() {
  int count = 0;
  guarded([&] { count = static_cast<int>(torch::cuda::device_count()); });
  return count;
}

EXPORT int earlybert_cuda_synchronize(int64_t device) {
  return guarded([&] { torch::cuda::synchronize(device); });
}
