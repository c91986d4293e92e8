"""Detection counts against a gold standard, and the scores derived from them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Detection:
    """Counts of matched objects at one IoU threshold."""

    true_positives: int  # matched pairs
    false_positives: int  # predicted objects without a match
    false_negatives: int  # gold objects without a match
    iou_sum: float  # over the matched pairs

    @property
    def precision(self) -> float:
        """TP / (TP + FP): the fraction of predicted objects that are correct."""
        return self._ratio(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float:
        """TP / (TP + FN): the fraction of gold objects that were detected."""
        return self._ratio(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def f1(self) -> float:
        """2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall."""
        return self._ratio(2 * self.true_positives, 2 * self.true_positives + self._mistakes)

    @property
    def average_precision(self) -> float:
        """TP / (TP + FP + FN): AP as used for cells (StarDist, Cellpose, Omnipose)."""
        return self._ratio(self.true_positives, self.true_positives + self._mistakes)

    @property
    def sq(self) -> float:
        """Segmentation quality (Kirillov et al. 2019): mean IoU of the matched pairs."""
        return self._ratio(self.iou_sum, self.true_positives)

    @property
    def pq(self) -> float:
        """Panoptic quality (Kirillov et al. 2019): DQ * SQ, where DQ is F1."""
        return self.f1 * self.sq

    def __add__(self, other: "Detection") -> "Detection":
        """Add up the matches of two images."""
        return Detection(
            self.true_positives + other.true_positives,
            self.false_positives + other.false_positives,
            self.false_negatives + other.false_negatives,
            self.iou_sum + other.iou_sum,
        )

    @property
    def _mistakes(self) -> int:
        return self.false_positives + self.false_negatives

    def _ratio(self, part: float, whole: float) -> float:
        if whole:
            return part / whole
        return float(self.true_positives + self._mistakes == 0)
