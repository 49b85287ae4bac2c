"""Run as `python -m rag.convert MODEL_FOLDER TARGET_FOLDER`: write a sentence-transformers BERT as OpenVINO's files."""

import sys
import warnings


def main(model: str, target: str) -> None:
    """Trace the model's encoder once and save it, weights in float32."""
    # The converter reports its use to its makers unless this module is missing; Dateline reports to nobody.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    warnings.simplefilter("ignore")
    import openvino
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(model, device="cpu")
    example = loaded.tokenizer(["one passage", "another, longer passage"], return_tensors="pt", padding=True)
    converted = openvino.convert_model(loaded[0].model, example_input=dict(example))
    openvino.save_model(converted, f"{target}/model.xml", compress_to_fp16=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
