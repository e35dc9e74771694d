#!/usr/bin/env python3
"""Makes reader.inc: npy and npz files as bytes, sound ones and damaged ones, for check_reader.c.

    python3 make_reader.py > reader.inc

Standard library only: struct writes the numbers, zipfile the archives, and the header of an npy
file is spelt out from numpy's NEP 1, so nothing of xent takes part.  Every sound file holds the
same 4 x 3 matrix, whose cells are exact in float16, and the same 4 labels.
"""
import io
import itertools
import struct
import zipfile

SCORES = [[-1.5, 0.25, 2.0], [0.5, -3.0, 1.75], [4.0, 0.125, -0.75], [1.0, 1.5, -2.25]]
LABELS = [2, 0, 0, 1]


def header(descr, shape, fortran=False, version=1):
    text = "{'descr': %s, 'fortran_order': %s, 'shape': %s, }" % (descr, fortran, shape)
    size = 10 if version == 1 else 12
    text = text.encode() + b" " * (63 - (len(text) + size) % 64) + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text


def array(descr, rows, fortran=False, version=1, shape=None):
    code = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B",
            "u2": "H", "u4": "I", "u8": "Q", "b1": "?"}[descr[1:]]
    order = ">" if descr[0] == ">" else "<"
    if isinstance(rows[0], list):
        shape = shape or (len(rows), len(rows[0]))
        cells = [x for row in (zip(*rows) if fortran else rows) for x in row]
    else:
        shape = shape or "(%d,)" % len(rows)
        cells = rows
    cells = [bool(x) for x in cells] if code == "?" else cells
    return header("'%s'" % descr, shape, fortran, version) + struct.pack(
        "%s%d%s" % (order, len(cells), code), *cells)


def stacked(descr, shape, classes, fortran):
    """The same rows on the axes of `shape` but `classes`, the last of them fastest; classes ==
    len(shape): the labels."""
    cells = {}
    for position in itertools.product(*map(range, shape)):
        row = 0
        for a, i in enumerate(position):
            row = row if a == classes else row * shape[a] + i
        cells[position] = SCORES[row][position[classes]] if classes < len(shape) else LABELS[row]
    order = sorted(cells, key=lambda p: p[::-1] if fortran else p)
    data = array(descr, [cells[p] for p in order])
    return header("'%s'" % descr, shape, fortran) + data[-struct.calcsize(
        "%d%s" % (len(order), {"2": "h", "4": "i", "8": "q"}[descr[2]])):]


class Pipe(io.RawIOBase):
    """A stream that cannot seek, so that zipfile writes data descriptors."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, b):
        self.bytes += bytes(b)
        return len(b)


def archive(members, method=zipfile.ZIP_STORED, stream=False):
    target = Pipe() if stream else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as z:
        for name, data in members.items():
            z.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, compress_type=method)
    return target.bytes if stream else target.getvalue()


def c_bytes(name, data):
    print("static const unsigned char %s[] = {" % name)
    for i in range(0, len(data), 20):
        print("    " + " ".join("%d," % b for b in data[i:i + 20]))
    print("};")


files = []  # (what, bytes)
scores = array("<f4", SCORES)
labels = array("<i8", LABELS)
both = {"scores.npy": scores, "labels.npy": labels}
names = {"note.npy": header("'<U4'", "(1,)") + b"\0" * 16, "predictions.npy": scores,
         "scale.npy": array("<f8", [[0.5]]), "truth.npy": labels, "other.npy": array("<i4", [7, 8])}

print("/* Made by make_reader.py; do not edit. */")
print("static const double wanted_scores[] = {%s};" % ", ".join(repr(x) for r in SCORES for x in r))
print("static const int wanted_labels[] = {%s};" % ", ".join(map(str, LABELS)))
for descr in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
    for fortran in (False, True):
        files.append(("scores", "%s %s" % (descr, "Fortran" if fortran else "C"),
                      array(descr, SCORES, fortran)))
for version in (1, 2, 3):
    files.append(("scores", "version %d" % version, array("<f4", SCORES, version=version)))
files.append(("scores", "three axes", array("<f4", SCORES, shape="(4, 1, 3)")))
for kind in "iu":
    for size in "1248":
        for order in ("|",) if size == "1" else ("<", ">"):
            files.append(("labels", order + kind + size, array(order + kind + size, LABELS)))
files.append(("labels", "column", array("<i8", [[y] for y in LABELS])))
files.append(("labels", "floats", array("<f8", LABELS)))
files.append(("both", "stored", archive(both)))
files.append(("both", "deflated", archive(both, zipfile.ZIP_DEFLATED)))
for fortran in (False, True):
    of = " of Fortran order" if fortran else ""
    files.append(("scores", "f4 rows on two axes" + of, stacked("<f4", (2, 2, 3), 2, fortran)))
    files.append(("scores", ">f2 classes between rows" + of, stacked(">f2", (2, 3, 2), 1, fortran)))
    files.append(("scores", "f4 ten axes" + of,
                  stacked("<f4", (1, 2, 1, 1, 3, 1, 1, 2, 1, 1), 4, fortran)))
    files.append(("labels", "i8 on two axes" + of, array("<i8", LABELS, shape="(4, 1, 1)", fortran=fortran)))
    files.append(("both", "deflated, on three axes" + of,
                  archive({"a.npy": stacked("<f4", (2, 3, 2), 1, fortran),
                           "b.npy": stacked("<i8", (2, 2), 2, fortran)}, zipfile.ZIP_DEFLATED)))
files.append(("both", "streamed", archive(both, stream=True)))
files.append(("both", "streamed, deflated", archive(both, zipfile.ZIP_DEFLATED, True)))
files.append(("both", "other names", archive(names)))
files.append(("both", "labels in a column", archive({"a.npy": scores, "b.npy": array("<i8", [[y] for y in LABELS])})))
files.append(("both", "labels as floats", archive({"a.npy": scores, "b.npy": array("<f8", LABELS)})))
for i, (role, what, data) in enumerate(files):
    c_bytes("sound_%d" % i, data)
print("static const struct { const char *role, *what; const unsigned char *bytes; size_t size; } sound[] = {")
for i, (role, what, data) in enumerate(files):
    print('    {"%s", "%s", sound_%d, sizeof sound_%d},' % (role, what, i, i))
print("};")

huge = bytearray(archive({"a.npy": scores}, zipfile.ZIP_DEFLATED))
central = huge.rindex(b"PK\1\2")
huge[central + 24:central + 28] = struct.pack("<I", 0xfffffff0)   # size in the central directory
huge[22:26] = struct.pack("<I", 0xfffffff0)                        # and in the local header
flipped = bytearray(archive(both))
flipped[flipped.index(struct.pack("<f", -1.5))] ^= 1
objects = header("'|O'", "(3,)") + b"\x80\x02."
bad = [
    ("truncated", scores[:-5], "incomplete download"),
    ("trailing", scores + b"x", "follow the array"),
    ("header cut", scores[:40], "header is damaged"),
    ("header of 4 GB", b"\x93NUMPY\2\0" + struct.pack("<I", 0xffffffff) + b"{" * 60, "header is damaged"),
    ("version 9", b"\x93NUMPY\x09\0" + scores[8:], "version 9.0"),
    ("objects", objects, "pickle"),
    ("records", header("[('a', '<f4'), ('b', '<i4')]", "(1,)") + b"\0" * 8, "structured"),
    ("words", header("'<U3'", "(1,)") + b"\0" * 12, "'<U3'"),
    ("complex", header("'<c8'", "(1,)") + b"\0" * 8, "'<c8'"),
    ("shape overflows", header("'<f8'", "(4294967296, 4294967296)"), "more than memory"),
    ("shape of 2^70", header("'<f8'", "(1180591620717411303424, 1)"), "header is damaged"),
    ("negative shape", header("'<f8'", "(-1, 3)"), "header is damaged"),
    ("no shape", header("'<f8'", "()") + b"\0" * 8, "0 dimensions"),
    ("33 dimensions", array("<f4", [[1.0]], shape="(" + 33 * "1, " + ")"), "33 dimensions"),
    ("three axes of nothing", array("<f4", [[1.0]], shape="(2, 0, 3)")[:-4], "no rows"),
    ("three axes, no classes", array("<f4", [[1.0]], shape="(2, 3, 0)")[:-4], "no columns"),
    ("axes overflow beside nothing", array("<f4", [[1.0]], shape="(4294967296, 0, 4294967296)")[:-4], "more than memory"),
    ("no rows", array("<f4", [[1.0]], shape="(0, 3)")[:-4], "no rows"),
    ("no columns", array("<f4", [[1.0]], shape="(3, 0)")[:-4], "no columns"),
    ("key twice", b"\x93NUMPY\1\0\x40\0" + b"{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }".ljust(64), "header is damaged"),
    ("a key too many", b"\x93NUMPY\1\0\x60\0" + b"{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}".ljust(96), "header is damaged"),
    ("unclosed string", b"\x93NUMPY\1\0\x20\0" + b"{'descr: ".ljust(32), "header is damaged"),
    ("labels as scores", labels, "arguments swapped"),
    ("npz cut", archive(both)[:-30], "damaged zip"),
    ("npz flipped bit", bytes(flipped), "CRC"),
    ("npz bomb", bytes(huge), ""),
    ("npz without arrays", archive({"readme.txt": b"hello"}), "without a numeric array"),
    ("npz of two matrices", archive({"a.npy": scores, "b.npy": scores, "y.npy": labels}), "a: float32 [4, 3], b: float32 [4, 3]"),
    ("npz of two labels", archive({"a.npy": scores, "y.npy": labels, "z.npy": labels}), "more than one array may be the labels"),
    ("npz without labels", archive({"a.npy": scores}), "no labels found"),
    ("npz of one-hot labels", archive({"a.npy": scores, "y.npy": array("<i8", [[0, 0, 1], [1, 0, 0], [1, 0, 0], [0, 1, 0]])}), "no labels found"),
    ("npz of labels in two columns", archive({"a.npy": scores, "y.npy": array("<i8", [[0, 0], [1, 0], [1, 1], [0, 1]])}), "no labels found"),
    ("npz of short labels", archive({"a.npy": scores, "y.npy": array("<i8", [1, 2])}), "4 rows of scores but 2 labels"),
    ("npz of integers", archive({"y.npy": labels}), "no float array"),
    ("npz member cut", archive({"a.npy": scores[:-4], "y.npy": labels}), "member a.npy: the header promises"),
    ("npz of objects", archive({"a.npy": objects}), "without a numeric array"),
    ("PyTorch", archive({"archive/data.pkl": b"\x80\x02."}), "PyTorch"),
    ("Excel", archive({"xl/workbook.xml": b"<x/>"}), "Excel"),
    ("pickle", b"\x80\x04\x95abc", "pickle"),
    ("parquet", b"PAR1" + b"\0" * 20, "Parquet"),
    ("HDF5", b"\x89HDF\r\n\x1a\n" + b"\0" * 20, "HDF5"),
    ("gzip", b"\x1f\x8b\x08" + b"\0" * 20, "gzip"),
    ("UTF-16", b"\xff\xfea\0,\0b\0", "UTF-16"),
    ("JSON", b"[{\"a\": 1}]", "JSON"),
    ("binary", bytes(range(32)), "neither npy"),
    ("empty", b"", "empty"),
]
for i, (what, data, sentence) in enumerate(bad):
    c_bytes("damaged_%d" % i, data or b"\0")
print("static const struct { const char *what, *sentence; const unsigned char *bytes; size_t size; } damaged[] = {")
for i, (what, data, sentence) in enumerate(bad):
    size = "sizeof damaged_%d" % i if data else "0"
    print('    {"%s", "%s", damaged_%d, %s},' % (what, sentence.replace('"', '\\"'), i, size))
print("};")
