"""Tables: Excel, Python's csv and pandas read the same."""

import csv
from contextlib import closing

import numpy as np
import pandas
import pytest

from sketchpose_engine.core.errors import InputError
from sketchpose_engine.results.measurements import measure
from sketchpose_engine.results.tables import (
    DIALECTS,
    AllObjects,
    class_columns,
    count_row,
    joined,
    write_counts,
    write_objects,
)
from tests.engine.helpers.objects import hard_masks, result

CLASSES = {"classes": np.array([0, 2, *11 * [1]], np.uint8), "class_names": ("tot", "lebendig")}


def rows_of(path):
    with path.open(newline="", encoding="ascii") as file:
        return list(csv.reader(file))


def write_all(path, results):
    with closing(AllObjects(path)) as table:
        for one in results:
            table.add(one, measure(one))
        table.write()
    return pandas.read_csv(path, keep_default_na=False)


# ---- one image ----


def test_objects_of_one_image(tmp_path):
    one = result(channels=2, pixel_size_um=0.5, frame="t02")
    table = measure(one)
    write_objects(tmp_path / "a_objects.csv", one, table)
    header, *rows = rows_of(tmp_path / "a_objects.csv")
    assert header == ["image", "frame", *table]
    assert [row[:3] for row in rows] == [["a.tif", "t02", str(n)] for n in range(1, 13)]
    first, speck = (dict(zip(header, rows[n], strict=True)) for n in (0, 3))
    assert (first["area_px"], first["area_um2"], first["touches_border"]) == ("72", "18", "1")
    assert (speck["circularity"], speck["touches_border"]) == ("", "0")
    mean = one.planes[1][one.labels == 1].mean()
    assert first["mean_intensity_ch2"] == f"{mean:.6g}"
    assert first["sum_intensity_ch2"] == str(one.planes[1][one.labels == 1].sum())


def test_pandas_reads_objects_as_they_were_measured(tmp_path):
    one = result(channels=2, pixel_size_um=0.5, **CLASSES)
    table = measure(one)
    write_objects(tmp_path / "a_objects.csv", one, table)
    frame = pandas.read_csv(tmp_path / "a_objects.csv")
    assert frame["class"].tolist() == ["lebendig", *11 * ["tot"]]
    for name in set(table) - {"class"}:
        assert frame[name].dtype.kind in "if"
        np.testing.assert_allclose(frame[name], table[name].astype(float), rtol=1e-5)


def test_objects_of_an_empty_image_have_the_header(tmp_path):
    one = result(0 * hard_masks())
    table = measure(one)
    write_objects(tmp_path / "a.csv", one, table)
    assert rows_of(tmp_path / "a.csv") == [["image", "frame", *table]]


# ---- counts ----


def test_counts(tmp_path):
    rows = [count_row(result(pixel_size_um=0.65)), count_row(result(name="b, 2.tif", frame="z3"))]
    write_counts(tmp_path / "counts.csv", rows)
    assert rows_of(tmp_path / "counts.csv") == [
        ["image", "frame", "count", "pixel_size_um"],
        ["a.tif", "", "12", "0.65"],
        ["b, 2.tif", "z3", "12", ""],
    ]


def test_counts_of_each_class(tmp_path):
    rows = [count_row(result(**CLASSES)), count_row(result(0 * hard_masks()))]
    write_counts(tmp_path / "counts.csv", rows)
    assert rows_of(tmp_path / "counts.csv") == [
        ["image", "frame", "count", "count_tot", "count_lebendig", "pixel_size_um"],
        ["a.tif", "", "12", "11", "1", ""],
        ["a.tif", "", "0", "", "", ""],
    ]


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (["CD4+", "CD4-", "DAPI"], ["CD4_pos", "CD4_neg", "DAPI"]),
        (["Ki67 +", "Ki67 \u2212"], ["Ki67_pos", "Ki67_neg"]),
        (["CD4+CD8-", "CD4-CD8+"], ["CD4_pos_CD8_neg", "CD4_neg_CD8_pos"]),
        (["CD4+/CD8-", "CD4- CD8+"], ["CD4_pos_CD8_neg", "CD4_neg_CD8_pos"]),
        (["p53 +/+", "p53 +/-", "p53 -/-"], ["p53_pos_pos", "p53_pos_neg", "p53_neg_neg"]),
        (["+", "-", "-CD4"], ["pos", "neg", "neg_CD4"]),
        (["DAPI - nuclei", "CD4 - CD8 +"], ["DAPI_nuclei", "CD4_neg_CD8_pos"]),
        (["T-cell", "IL-2+", "PD-1-"], ["T_cell", "IL_2_pos", "PD_1_neg"]),
        (["size > 10", "size<10", "50 %"], ["size_gt_10", "size_lt_10", "50_percent"]),
        (["\u03b1SMA", "\u03b2-catenin", "\u00b5"], ["alphaSMA", "beta_catenin", "mu"]),
        (["Zelle, groß", "Zelle, große"], ["Zelle_gross", "Zelle_grosse"]),
        (["Noyau éclaté", "细胞", "клетка"], ["Noyau_eclate", "细胞", "клетка"]),
        (["a b", "a_b", "a.b", "?"], ["a_b", "a_b_2", "a_b_3", "class_4"]),
        (["a_3", "a", "a"], ["a_3", "a", "a_4"]),
    ],
    ids=lambda names: names[0],
)
def test_names_of_classes_become_names_of_columns_that_mean_the_same(names, columns):
    assert class_columns(names) == columns


def test_columns_in_any_alphabet_are_marked_for_excel(tmp_path):
    kinds = {**CLASSES, "class_names": ("细胞", "b")}
    write_counts(tmp_path / "counts.csv", [count_row(result(**kinds))])
    text = (tmp_path / "counts.csv").read_bytes().decode("utf-8-sig")
    assert text.startswith("image,frame,count,count_细胞,count_b,")
    assert (tmp_path / "counts.csv").read_bytes().startswith(b"\xef\xbb\xbf")


# ---- where numbers have decimal commas ----


def test_tables_for_excel_with_decimal_commas(tmp_path):
    dialect = DIALECTS["excel-de"]
    one = result(pixel_size_um=0.65, name="a, b; c.tif")
    write_counts(tmp_path / "counts.csv", [count_row(one)], dialect)
    write_objects(tmp_path / "a.csv", one, measure(one), dialect)
    with closing(AllObjects(tmp_path / "objects.csv", dialect)) as table:
        table.add(one, measure(one))
        table.write()
    assert (tmp_path / "counts.csv").read_text().splitlines() == [
        "image;frame;count;pixel_size_um",
        '"a, b; c.tif";;12;0,65',
    ]
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "objects.csv").read_bytes()
    found = pandas.read_csv(tmp_path / "a.csv", sep=";", decimal=",")
    usual = measure(one)
    for name in set(usual) - {"class"}:
        np.testing.assert_allclose(found[name], usual[name].astype(float), rtol=1e-5)


def test_names_in_any_alphabet_are_marked_for_excel(tmp_path):
    write_counts(tmp_path / "counts.csv", [count_row(result(name="Zellkörper.tif"))])
    content = (tmp_path / "counts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfimage,frame,count")
    assert "Zellkörper.tif,,12,\r\n" in content.decode("utf-8-sig")


# ---- all images ----


def test_all_objects_are_those_of_each_image(tmp_path):
    results = [result(frame=f"t{n}") for n in (1, 2)]
    write_objects(tmp_path / "a.csv", results[1], measure(results[1]))
    write_all(tmp_path / "objects.csv", results)
    header, *rows = rows_of(tmp_path / "objects.csv")
    assert [header, *rows[12:]] == rows_of(tmp_path / "a.csv")
    assert [row[1] for row in rows] == [*12 * ["t1"], *12 * ["t2"]]


def test_what_is_unknown_of_an_image_is_empty(tmp_path):
    frame = write_all(
        tmp_path / "objects.csv",
        [
            result(name="a.tif", channels=1),
            result(0 * hard_masks(), "empty.tif", channels=3),
            result(name="ü, 2.tif", channels=2, pixel_size_um=0.5, **CLASSES),
        ],
    )
    both = measure(result(channels=3, pixel_size_um=0.5, **CLASSES))
    assert set(frame) == {"image", "frame", *both}
    assert list(frame)[:6] == ["image", "frame", "label", "class", "area_px", "area_um2"]
    assert frame["image"].tolist() == [*12 * ["a.tif"], *12 * ["ü, 2.tif"]]
    assert (frame["mean_intensity_ch2"][:12] == "").all()
    assert (frame["mean_intensity_ch2"][12:] != "").all()
    assert (frame["mean_intensity_ch3"] == "").all()
    assert frame["area_um2"].tolist()[11:13] == ["", "18"]


def test_no_image_at_all(tmp_path):
    assert list(write_all(tmp_path / "objects.csv", [])) == ["image", "frame", "label"]


def test_headers_are_joined_in_their_order():
    assert joined(["a", "c", "z"], ["a", "b", "c", "d", "z"]) == ["a", "b", "c", "d", "z"]
    assert joined(["a", "z"], ["z", "y"]) == ["a", "z", "y"]
    assert joined([], ["a", "b"]) == ["a", "b"]


@pytest.mark.parametrize("write", [write_counts, lambda path, rows: write_all(path, [result()])])
def test_a_full_disk_keeps_the_old_file(tmp_path, full_disk, write):
    path = tmp_path / "counts.csv"
    path.write_text("old")
    with full_disk(), pytest.raises(InputError, match=r"counts\.csv .* the disk is full"):
        write(path, [count_row(result())])
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
