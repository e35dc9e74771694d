$ xent plot reliability digits.npz -o - --terminal gp | sed -n '1,/^\$before/p'
# A reliability diagram by xent, for gnuplot 5.4 or later.  Edit it, then draw it with
#   gnuplot figure.gp > figure.svg
#   gnuplot -e "FORMAT='pdf'" figure.gp > figure.pdf
#   gnuplot -e "FORMAT='png'" figure.gp > figure.png
if (!exists("FORMAT")) FORMAT = 'svg'
TITLE = 'reliability diagram'
X_LOW = 0
X_HIGH = 1
Y_LOW = 0
Y_HIGH = 1
POSITIVE = 0
SCOPES = 1
CASES = 'rows'
BINS = 11
LEVEL = 0.95
ECE = 0.10786177
ECE_NULL_MEAN = 0.0160233872
ECE_NULL_HIGH = 0.0225269472
ECE_AFTER = NaN
ECE_AFTER_NULL_MEAN = NaN
ECE_AFTER_NULL_HIGH = NaN
COUNT_HIGH = 987
COUNT_LOG = 0
$before << EOD
$ xent plot temperature digits.npz --terminal gp -o figure.gp && LC_ALL=C.UTF-8 gnuplot figure.gp | grep -o '</svg>'
wrote figure.gp
</svg>
$ xent plot confidence digits.npz
                                 confidence histogram
          +                                                             *****
     900 +|                                                             #####
          |                                                             #   #
     800 +|                                                             #   #
          |                                                             #   #
     700 +|                                                             #   #
     600 +|                                                             #   #
          |                                                             #   #
rows 500 +|                                                             #   #
          |                                                             #   #
     400 +|                                                             #   #
     300 +|                                                             #   #
          |                                                             #   #
     200 +|                                                             #   #
     100 +|                                                        *****#   #
          |                                  ******************##########   #
       0 ++-----------------------------------------------------------------+
          0           0.2          0.4           0.6          0.8           1
                                      confidence
                              wrong *******   right #######
$ xent plot reliability digits.npz -o figure.bmp
xent: error: figure.bmp: a figure's name ends with .svg, .png, .pdf or .gp
  hint: xent plot --help
[exit 2]
$ xent plot reliabilty digits.npz
xent: error: unknown plot reliabilty; did you mean reliability?
  hint: xent list plots
[exit 2]
$ echo old >figure.svg; XENT_GNUPLOT=/nonexistent/gnuplot xent plot reliability digits.npz -o figure.svg; echo $?; cat figure.svg
xent: error: gnuplot not found: /nonexistent/gnuplot
  hint: apt install gnuplot-nox, or set XENT_GNUPLOT
6
old
$ printf '#!/bin/sh\necho "line 3: no such terminal" >&2\nexit 1\n' >gnuplot; chmod +x gnuplot; XENT_GNUPLOT=$PWD/gnuplot xent plot reliability digits.npz -o figure.svg; echo $?; cat figure.svg
xent: error: gnuplot failed: no such terminal
6
old
$ printf '#!/bin/sh\necho "<svg>"\n' >gnuplot; XENT_GNUPLOT=$PWD/gnuplot xent plot reliability digits.npz -o figure.svg; echo $?; cat figure.svg
xent: error: gnuplot left an incomplete svg picture (6 bytes)
6
old
$ echo old >report.html; XENT_GNUPLOT=/nonexistent/gnuplot xent report digits.npz -o report.html; echo $?; cat report.html
xent: error: gnuplot not found: /nonexistent/gnuplot
  hint: apt install gnuplot-nox, or set XENT_GNUPLOT
6
old
$ XENT_GNUPLOT=/nonexistent/gnuplot xent report digits.npz -q -o report.md; sed -n 1,5p report.md
# Calibration of digits.npz

1,397 rows, 10 classes, read as logits

## Verdict
