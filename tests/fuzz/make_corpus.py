#!/usr/bin/env python3
"""Writes a first corpus for fuzz_reader into a folder: every file of make_reader.py and some text.

    python3 make_corpus.py FOLDER
"""
import contextlib
import io
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reference"))
with contextlib.redirect_stdout(io.StringIO()):
    import make_reader

TEXTS = [b"label,a,b\n0,.25,.75\n1,1,0\n", b"a;b;y\n0,5;0,5;0\n", b"y\tp\n0\t1e-3\n\n1\t0.5\r\n",
         b"\xef\xbb\xbf\"label\",\"a\"\"b\",c\nc,-1,2\nc,inf,-inf\n", b"0,1,2\n1,nan,3\n", b"id,text,y,a\n1,x,0,.5\n"]
os.makedirs(sys.argv[1], exist_ok=True)
files = [f[2] for f in make_reader.files] + [b[1] for b in make_reader.bad] + TEXTS
for i, data in enumerate(files):
    for choice in (0, 1, 0x21, 0x0d, 0x40):
        with open(os.path.join(sys.argv[1], "%03d-%02x" % (i, choice)), "wb") as f:
            f.write(bytes([choice]) + data)
