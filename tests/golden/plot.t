$ LC_ALL=C.UTF-8 xent plot reliability digits.npz | sed -n '1,4p;$p'
        reliability diagram
accuracy   crosses: bins with intervals, dots: calibrated
     1 ┤                                                                  ⢀⠠⠂⠊
       │                                                              ⢀⠄⠔⠬⠥⠤⠤⡦
                                       confidence
$ xent plot confidence cancer.csv | grep -o 'confidence histogram'
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
confidence histogram
$ xent plot reliability digits.npz -o fig.svg; head -c 5 fig.svg; echo; grep -c '</svg>' fig.svg
wrote fig.svg
<?xml
1
$ xent plot reliability digits.npz -q -o again.svg; cmp fig.svg again.svg
$ xent plot temperature digits.npz -q -o fig.png; head -c 4 fig.png | od -An -c
 211   P   N   G
$ xent plot confidence digits.npz -q -o fig.pdf; head -c 5 fig.pdf; echo; tail -c 6 fig.pdf
%PDF-
%%EOF
$ xent plot reliability cancer.csv -q -o fig.gp; LC_ALL=C.UTF-8 gnuplot -d fig.gp > by-hand.svg; head -c 5 by-hand.svg; echo
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
<?xml
$ xent fit temperature digits.npz -q -o map.json | tail -1; xent plot reliability digits.npz --map map.json -o both.svg --title "Digits 'n' \`id\`"
  expected calibration error   0.1079   0.0372
xent: map.json: warning: the map was fitted on these very rows: what it saves here is in-sample
  hint: measure it on other rows, or fit with cross-validation (--folds)
wrote both.svg
$ xent plot relability digits.npz
xent: error: unknown plot relability; did you mean reliability?
  hint: xent list plots
[exit 2]
$ xent plot reliability digits.npz -o fig.jpg
xent: error: fig.jpg: a figure's name ends with .svg, .png, .pdf or .gp
  hint: xent plot --help
[exit 2]
$ XENT_GNUPLOT=/nonexistent xent plot reliability digits.npz -o none.svg
xent: error: gnuplot not found: /nonexistent
  hint: apt install gnuplot-nox, or set XENT_GNUPLOT
[exit 6]
$ printf 'label,prob\n0,.5\n1,.5\n' > flat.csv; xent plot temperature flat.csv -q | head -3
xent: flat.csv: warning: 2 rows in 1 bin, of which 1 holds fewer than 10; a perfectly calibrated model would score an ECE of 0.253 here
  hint: one bin holds all rows: only more of them show a smaller error
                                NLL against temperature
          +
          |
$ xent plot confidence digits.npz --curve corp
xent: error: --curve is for reliability diagrams, not for a confidence histogram
  hint: xent plot --help
[exit 2]
$ xent plot reliability digits.npz --ledger-map vector; xent fit temperature digits.npz --ledger-map vector
xent: error: xent plot takes no --ledger-map
  hint: xent plot --help
xent: error: xent fit takes no --ledger-map
  hint: xent fit --help
[exit 2]
$ awk -F, -v OFS=, 'NR==1 { print $0, "half"; next } { $1=$1; print $0, NR%2 }' digits.csv > g.csv; xent plot confidence g.csv --group half -o c.svg; xent fit temperature g.csv --group half -o c.json | tail -1
xent: g.csv: note: xent plot takes all groups together: --group half only says what is no score
  hint: xent diagnose and xent report have the numbers of each group
xent: g.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
wrote c.svg
xent: g.csv: note: xent fit takes all groups together: --group half only says what is no score
  hint: xent diagnose and xent report have the numbers of each group
wrote c.json
$ xent plot reliability digits.csv -q -o r.gp; grep -x "CASES = .*\|BAND = .*" r.gp
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
CASES = 'rows'
BAND = 1
$ printf '#!/bin/sh\necho $$ > pid; exec sleep 50\n' > slow; chmod +x slow; XENT_GNUPLOT=$PWD/slow xent plot confidence digits.npz -q -o s.svg & n=0; until test -s pid || test $n -gt 400; do sleep .05; n=$((n+1)); done; kill -TERM $!; wait $! 2>/dev/null; echo "status $?"; n=0; while grep -qs '^State:.[RSD]' /proc/$(cat pid)/status && test $n -lt 100; do sleep .05; n=$((n+1)); done; grep -s '^State:.[RSD]' /proc/$(cat pid)/status || echo gone
status 143
gone
$ xent fit temperature digits.npz --fit-on rows=0:200 -q --json -o part.json | sed -n 's/^    "temperature": \(2[0-9.]*\).*/\1/p' | cut -c1-8; xent fit temperature digits.npz -q --json | sed -n 's/^    "temperature": \(2[0-9.]*\).*/\1/p' | cut -c1-8; xent plot temperature digits.npz --map part.json -q -o t.gp; grep '^APPLIED\|^USED_T\|^BEST_T' t.gp | cut -c1-17
2.166780
2.046345
BEST_T = 2.046345
USED_T = 2.166780
APPLIED = 1
