"""Run as `python -m rag.convert MODEL_FOLDER TARGET_FOLDER`: write a sentence-transformers BERT as OpenVINO's files.

The converted model takes several texts in a row, each a segment with a number of its own, and 0 for padding. A token
sees those of its own segment, and its position counts from the segment's start, so each text has the vectors that it
has alone.
"""

import sys
import warnings


def main(model: str, target: str) -> None:
    """Trace the model's encoder once and save it, weights in float32."""
    # The converter reports its use to its makers unless this module is missing; Dateline reports to nobody.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    warnings.simplefilter("ignore")
    import openvino
    import torch
    from sentence_transformers import SentenceTransformer

    class Segments(torch.nn.Module):
        def __init__(self, bert: torch.nn.Module) -> None:
            super().__init__()
            self._bert = bert

        def forward(self, tokens: torch.Tensor, segments: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
            seen = segments[:, None, :, None] == segments[:, None, None, :]
            types = torch.zeros_like(tokens)
            read = self._bert(input_ids=tokens, attention_mask=seen, position_ids=positions, token_type_ids=types)
            vectors: torch.Tensor = read.last_hidden_state
            return vectors

    bert: torch.nn.Module = SentenceTransformer(model, device="cpu")[0].model  # type: ignore[assignment]
    example = (torch.tensor([[1, 1, 1, 0]]), torch.tensor([[1, 1, 2, 0]]), torch.tensor([[0, 1, 0, 0]]))
    converted = openvino.convert_model(Segments(bert).eval(), example_input=example)
    openvino.save_model(converted, f"{target}/model.xml", compress_to_fp16=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
