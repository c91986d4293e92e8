"""Where to compute, and in which number format."""

import pytest
import torch

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.models import device as device_module
from sketchpose_engine.models.device import CHOICES, Device, choose_device, note_failure
from sketchpose_engine.models.number_format import NumberFormat
from tests.engine.helpers.support import CPU, tiny_network


@pytest.fixture
def there(monkeypatch):
    """Pretend that some devices are there."""

    def pretend(*names):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: "cuda" in names)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: "mps" in names)
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: True)

    pretend()
    return pretend


def test_the_processor_is_always_there(there):
    assert choose_device().name == "cpu"
    assert choose_device("cpu").name == "cpu"


@pytest.mark.parametrize(
    ("names", "best"), [(["cuda"], "cuda"), (["mps"], "mps"), (["mps", "cuda"], "cuda")]
)
def test_the_fastest_device_is_chosen_and_the_processor_can_still_be_asked_for(there, names, best):
    there(*names)
    assert choose_device("auto").name == best
    assert choose_device("cpu").name == "cpu"


@pytest.mark.parametrize("name", ["cuda", "mps"])
def test_a_device_that_is_not_there_is_refused_in_a_sentence(there, name):
    with pytest.raises(InputError, match=rf"no {name.upper()} device .*--device auto"):
        choose_device(name)


def test_every_choice_is_understood(there):
    there("cuda", "mps")
    for name in CHOICES:
        assert choose_device(name).name in ("cuda", "mps", "cpu")


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("prediction", [True, False])
def test_the_processor_computes_in_the_formats_that_were_measured_on_it(
    monkeypatch, training, prediction
):
    measured = NumberFormat(training=training, prediction=prediction)
    monkeypatch.setattr(device_module, "processor_format", lambda: measured)
    device = choose_device("cpu")
    assert (device.half, device.half_training) == (prediction, training)


@pytest.mark.parametrize("native", [True, False])
def test_a_card_computes_in_half_precision_only_where_it_has_bfloat16_itself(
    there, monkeypatch, native
):
    there("cuda")
    asked = []

    def supported(including_emulation=True):
        asked.append(including_emulation)
        return native

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", supported)
    assert choose_device().half is native  # older cards: float32, as float16 loses gradients
    assert asked == [False]


def test_apples_graphics_compute_in_full_precision(there):
    there("mps")
    assert choose_device() == Device("mps", half=False, half_training=False)


def test_after_a_retreat_everything_is_as_on_a_processor(there, monkeypatch):
    measured = NumberFormat(training=False, prediction=True)
    monkeypatch.setattr(device_module, "processor_format", lambda: measured)
    device = Device("cuda", half=False, fits={"crops": 1})
    device.fall_back_to_cpu()
    assert (device.name, device.half, device.half_training) == ("cpu", True, False)
    assert not device.fits


@pytest.mark.parametrize(("half", "dtype"), [(True, torch.bfloat16), (False, torch.float32)])
def test_convolutions_run_in_the_format_of_the_device_and_weights_stay_exact(half, dtype):
    device = Device("cpu", half)
    network = device.move_network(tiny_network())
    with device.arithmetic():
        distance, _, _ = network(device.move_batch(torch.rand(1, 1, 8, 8)))
    assert distance.dtype == dtype
    assert {weight.dtype for weight in network.parameters()} == {torch.float32}


def test_a_network_settles_in_place_in_the_memory_order_convolutions_like():
    network = tiny_network(3)
    assert CPU.move_network(network) is network
    assert network.down[0].conv1.weight.is_contiguous(memory_format=torch.channels_last)
    assert CPU.move_batch(torch.rand(2, 3, 8, 8)).is_contiguous(memory_format=torch.channels_last)


# A card that fails


@pytest.fixture
def failed(monkeypatch):
    monkeypatch.setattr(device_module, "_failed", found := set())
    return found


@pytest.mark.parametrize(
    "text",
    [
        "CUDA error: unspecified launch failure",
        "CUDA error: the launch timed out and was terminated",
        "CUDA driver error: device not ready",
        "MPS backend encountered an internal error",
    ],
)
def test_a_card_that_has_failed_is_not_chosen_again(monkeypatch, failed, text):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert note_failure(RuntimeError(text))
    assert choose_device().name == "cpu"


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA error: out of memory"),
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
        ValueError("CUDA error"),
    ],
    ids=str,
)
def test_other_errors_do_not_condemn_a_card(failed, error):
    assert not note_failure(error)
    assert not failed
