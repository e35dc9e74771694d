$ awk -F, -v OFS=, 'NR==1 { print $0, "half"; next } { $1=$1; print $0, (NR%3 ? "most" : "few") }' digits.csv > g.csv; xent diagnose g.csv --group half -q | grep -A13 '^  group.*rows'
xent: g.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
  group   rows   accuracy   confidence      nll      ece   adjusted
  most     267     0.8090       0.9084   0.8239   0.1231   p < 0.0001   *
  few      133     0.7820       0.9119   0.9039   0.1320   p < 0.0001   *
groups  by half: 2 of 2 miscalibrated, p of ks adjusted by Benjamini-Hochberg
        (*)

  group      nll   uncertainty   resolution   miscalibration   95 % interval
  most    0.8239        2.2951       1.6622           0.1910   [0.0896, 0.3201]
  few     0.9039        2.2583       1.5877           0.2332   [0.0759, 0.4254]
ledger  nll = uncertainty - resolution + miscalibration of each group; below
        zero, the map that serves all groups costs this one

ledger  NLL 0.8505 = 2.2954 uncertainty - 1.6500 resolution + 0.2051
        miscalibration [0.1256, 0.3188] (temperature, 5 folds)
$ xent diagnose g.csv --group half --json -q | sed -n '/^  "groups"/,/^  }/p' | grep -E '^ {4,8}"(correction|factor|miscalibrated|name|p_adjusted|rows|status|test|tested)'
xent: g.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
    "correction": "Benjamini-Hochberg",
    "factor": "half",
    "miscalibrated": 2,
        "miscalibrated": true,
        "name": "most",
        "p_adjusted": 7.9831079935594154e-11,
        "rows": 267
        "miscalibrated": true,
        "name": "few",
        "p_adjusted": 9.6136351254861502e-10,
        "rows": 133
    "test": "ks",
    "tested": 2
$ awk -F, -v OFS=, 'NR==1 || NR%3' digits.csv > most.csv; xent diagnose most.csv --metrics nll,ece -q --json | grep -E '"(value|null_high)"'; xent diagnose g.csv --metrics nll,ece --group half -q --json | sed -n '/"groups"/,$p' | grep -E '"name": "(few|most)|"(value|null_high)"'
xent: most.csv: warning: 267 rows in 11 bins, of which 6 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.038 here, and only an error of 0.037 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
      "null_high": 0.052798347378277113,
      "value": 0.12314727787265919
      "value": 0.82390157201072167
xent: g.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
            "null_high": 0.052798347378277113,
            "value": 0.12314727787265919
            "value": 0.82390157201072167
        "name": "most",
            "null_high": 0.073500883270676678,
            "value": 0.13196527939097746
            "value": 0.90386037040446376
        "name": "few",
      "null_high": 0.043815154582500071,
      "value": 0.1203156678125
      "value": 0.85048787247664093
$ awk -F, -v OFS=, 'NR==1 { print $0, "hour"; next } { print $0, NR%30*.5 }' digits.csv > h.csv; xent diagnose h.csv --group hour -q | grep -A21 '^  group'
xent: h.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
  group   rows   accuracy   confidence      nll      ece   adjusted
  0         13     0.8462       0.9502   0.3545   0.1254   too few rows for a test
  0.5       13     0.7692       0.8586   1.4047   0.2731   too few rows for a test
  1         14     0.8571       0.8790   0.4578   0.1450   too few rows for a test
  1.5       14     0.5000       0.8201   1.6421   0.3201   too few rows for a test
  2         14     0.7143       0.8796   0.8379   0.1782   too few rows for a test
  2.5       14     0.9286       0.9588   0.2770   0.0528   too few rows for a test
  3         14     0.9286       0.9471   0.2789   0.0538   too few rows for a test
  3.5       14     0.7857       0.8564   0.4125   0.2041   too few rows for a test
  4         14     0.8571       0.9354   0.5905   0.1187   too few rows for a test
  4.5       14     0.8571       0.9678   0.2990   0.1163   too few rows for a test
  5         14     0.7143       0.9687   2.0673   0.2771   too few rows for a test
  5.5       14     0.8571       0.8914   0.4454   0.1129   too few rows for a test
  6         13     0.7692       0.9117   1.2584   0.1856   too few rows for a test
  6.5       13     0.9231       0.8861   0.1962   0.0707   too few rows for a test
  7         13     0.8462       0.8844   0.4031   0.2088   too few rows for a test
  7.5       13     0.7692       0.9471   1.2461   0.2425   too few rows for a test
  8         13     0.7692       0.9282   0.5821   0.1665   too few rows for a test
  8.5       13     0.9231       0.8801   0.6106   0.1855   too few rows for a test
  9         13     0.8462       0.9134   0.7907   0.1710   too few rows for a test
  9.5       13     0.6923       0.8921   1.5616   0.2301   too few rows for a test
  ... and 10 more groups (-v shows all)
--
  group      nll   uncertainty   resolution   miscalibration   95 % interval
  0       0.3545        1.8446       1.4894          -0.0007
  0.5     1.4047        2.0318       0.9953           0.3683
  1       0.4578        2.0076       1.4811          -0.0687
  1.5     1.6421        1.6115       0.4682           0.4988
  2       0.8379        1.9702       1.3083           0.1760
  2.5     0.2770        2.0076       1.7480           0.0175
  3       0.2789        2.1066       1.8030          -0.0247
  3.5     0.4125        1.9085       1.3863          -0.1098
  4       0.5905        1.8712       1.4060           0.1253
  4.5     0.2990        2.0076       1.7468           0.0382
  5       2.0673        1.9459       0.7595           0.8808
  5.5     0.4454        2.0076       1.5517          -0.0104
  6       1.2584        2.0318       1.1664           0.3931
  6.5     0.1962        1.9251       1.6038          -0.1251
  7       0.4031        1.7782       1.3407          -0.0344
  7.5     1.2461        1.7380       0.9127           0.4209
  8       0.5821        1.8185       1.3039           0.0675
  8.5     0.6106        2.0318       1.5073           0.0861
  9       0.7907        1.7782       1.1624           0.1749
  9.5     1.5616        1.6977       0.6259           0.4898
ledger  nll = uncertainty - resolution + miscalibration of each group; below
$ xent diagnose h.csv --group hour -q --metrics auroc,brier | tail -n 4
xent: h.csv: warning: auroc is not defined for 10 classes in 10 columns
  8.5       13   0.2429   too few rows for a test
  9         13   0.2402   too few rows for a test
  9.5       13   0.4129   too few rows for a test
  ... and 10 more groups (-v shows all)
$ xent report g.csv --group half -o - -q | sed -n '/^## Groups/,/^## Temp/p'
xent: g.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
## Groups

By half: 2 of 2 groups are miscalibrated (\*). The p-values are those of ks, adjusted by Benjamini-Hochberg over the groups.

| group |  | rows | accuracy | confidence | nll | ece | adjusted p |
|---|---|--:|--:|--:|--:|--:|--:|
| most | \* | 267 | 0.8090 | 0.9084 | 0.8239 | 0.1231 | 7.98e-11 |
| few | \* | 133 | 0.7820 | 0.9119 | 0.9039 | 0.1320 | 9.61e-10 |

nll = uncertainty - resolution + miscalibration of each group. One map serves all groups, fitted on other rows; where the miscalibration is below zero, it costs the group.

| group | nll | uncertainty | resolution | miscalibration |
|---|--:|--:|--:|--:|
| most | 0.8239 | 2.2951 | 1.6622 | 0.1910 (0.0896 to 0.3201) |
| few | 0.9039 | 2.2583 | 1.5877 | 0.2332 (0.0759 to 0.4254) |

## Temperature
$ xent inspect g.csv --group half -q | head -n 1
input   g.csv: 400 rows, 10 classes; text
$ xent fit temperature h.csv --group hour -q | head -n 3
map     temperature
fit     converged in 7 steps on 400 rows, gradient norm below 1e-12
        NLL 0.8505 -> 0.6393 nats a row on these rows
$ xent diagnose g.csv --group none -q
xent: g.csv: error: no column is called 'none'; there are: label, p0, p1, p2, p3, p4, p5, p6, ... (12 in all)
  hint: --group COLUMN, by its name or its number from 0
[exit 3]
$ xent diagnose g.csv --group half,p1 -q
xent: g.csv: error: the group is 2 columns; one is wanted
[exit 3]
$ sed 1d g.csv | awk -F, '{ print $NF }' > half.txt; xent diagnose digits.csv --group half.txt -q | grep -A3 '^  group'
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
  group   rows   accuracy   confidence      nll      ece   adjusted
  most     267     0.8090       0.9084   0.8239   0.1231   p < 0.0001   *
  few      133     0.7820       0.9119   0.9039   0.1320   p < 0.0001   *
groups  by half.txt: 2 of 2 miscalibrated, p of ks adjusted by
--
  group      nll   uncertainty   resolution   miscalibration   95 % interval
  most    0.8239        2.2951       1.6622           0.1910   [0.0896, 0.3201]
  few     0.9039        2.2583       1.5877           0.2332   [0.0759, 0.4254]
ledger  nll = uncertainty - resolution + miscalibration of each group; below
$ head -n 5 half.txt > short.txt; xent diagnose digits.csv --group short.txt -q
xent: short.txt: error: --group has 5 rows, the scores have 400
[exit 3]
$ awk -F, -v OFS=, 'NR==1 { print $0, "n"; next } { print $0, (NR==9 ? "?" : NR%2) }' digits.csv > bad.csv; xent diagnose bad.csv --group n -q
xent: bad.csv:9: error: --group: '?' is no number, as the others are
[exit 3]
$ awk -F, -v OFS=, -v long="$(printf 'x%.0s' $(seq 150))" 'NR==1 { print $0, "g"; next } { print $0, (NR%2 ? long : "漢字漢字漢字漢字漢字漢字漢字") }' digits.csv > wide.csv; xent diagnose wide.csv --group g -q | grep -A2 '^  group'; LC_ALL=C.UTF-8 xent diagnose wide.csv --group g -q | grep -A2 '^  group'; xent diagnose wide.csv --group g -q --json | grep -c 'x\{150\}'
xent: wide.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
  group                      rows   accuracy   confidence      nll      ece   adjusted
  \xe6\xbc\xa2...             200     0.8100       0.9184   0.8219   0.1216   p < 0.0001   *
  xxxxxxxxxxxxxxxxxxxxx...    200     0.7900       0.9007   0.8791   0.1368   p < 0.0001   *
--
  group                         nll   uncertainty   resolution   miscalibration   95 % interval
  \xe6\xbc\xa2...            0.8219        2.2885       1.6637           0.1971   [0.0818, 0.3442]
  xxxxxxxxxxxxxxxxxxxxx...   0.8791        2.2951       1.6291           0.2130   [0.0849, 0.3696]
xent: wide.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
  group                      rows   accuracy   confidence      nll      ece   adjusted
  漢字漢字漢字漢字漢字漢…     200     0.8100       0.9184   0.8219   0.1216   p < 0.0001   *
  xxxxxxxxxxxxxxxxxxxxxxx…    200     0.7900       0.9007   0.8791   0.1368   p < 0.0001   *
--
  group                         nll   uncertainty   resolution   miscalibration   95 % interval
  漢字漢字漢字漢字漢字漢…    0.8219        2.2885       1.6637           0.1971   [0.0818, 0.3442]
  xxxxxxxxxxxxxxxxxxxxxxx…   0.8791        2.2951       1.6291           0.2130   [0.0849, 0.3696]
xent: wide.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
1
$ printf 'p,label,g\n' > odd.csv; for g in '\342\200\256abc' '\342\200\213\342\200\215' 'a\342\200\215b' '\302\233a' '\363\240\200\201a' '👩‍👩‍👧' '👩‍👩‍👦' '👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧' '👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧a'; do printf "0.2,1,$g\n0.2,0,$g\n"; done >> odd.csv; for l in C.UTF-8 C; do LC_ALL=$l xent diagnose odd.csv --group g --metrics nll -q 2>&1 | sed -n '/^  group/,/^$/p'; done
  group                      rows      nll   adjusted
  \u202eabc                     2   0.9163   too few rows for a test
  \u200b\u200d                  2   0.9163   too few rows for a test
  a\u200db                      2   0.9163   too few rows for a test
  \xc2\x9ba                     2   0.9163   too few rows for a test
  \U000e0001a                   2   0.9163   too few rows for a test
  👩‍👩‍👧                        2   0.9163   too few rows for a test
  👩‍👩‍👦                        2   0.9163   too few rows for a test
  👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧      2   0.9163   too few rows for a test
  👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍…       2   0.9163   too few rows for a test
  group                      rows      nll   adjusted
  \xe2\x80\xaeabc               2   0.9163   too few rows for a test
  \xe2\x80\x8b\xe2\x80\x8d      2   0.9163   too few rows for a test
  a\xe2\x80\x8db                2   0.9163   too few rows for a test
  \xc2\x9ba                     2   0.9163   too few rows for a test
  \xf3\xa0\x80\x81a             2   0.9163   too few rows for a test
  \xf0\x9f\x91\xa9...           2   0.9163   too few rows for a test
  \xf0\x9f\x91\xa9...           2   0.9163   too few rows for a test
  \xf0\x9f\x91\xa9...           2   0.9163   too few rows for a test
  \xf0\x9f\x91\xa9...           2   0.9163   too few rows for a test
