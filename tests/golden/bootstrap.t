$ xent diagnose digits.csv --metrics accuracy,nll,perplexity,ece --bootstrap 1000 -q | sed -n '4,8p'
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
  metric                            value   95 % interval      by chance
  accuracy                         0.8000   [0.7580, 0.8363]
  negative log-likelihood (nats)   0.8505   [0.6659, 1.0680]
  perplexity                       2.3408   [1.9462, 2.9096]
  expected calibration error       0.1203                      <= 0.0438
$ xent diagnose digits.csv --metrics accuracy,nll,ece --bootstrap 1000 -q -v | grep -A 5 '^  accuracy  .*share'
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
  accuracy            share of rows with argmax q = y, ties to the lowest index;
                      Wilson interval
  nll                 mean of -ln q(y); percentile interval of 1000 bootstrap
                      draws of rows
  ece                 top-label, L1, 15 equal-width bins (lo,hi]

$ for t in 1 2 4; do xent diagnose digits.csv --bootstrap 200 --json --threads $t -q | cksum; done | uniq | wc -l
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
1
$ xent diagnose digits.csv --metrics nll --bootstrap 200 --json -q | grep -e '"bootstrap"' -e '"definition"'
      "definition": "mean of -ln q(y); percentile interval of 200 bootstrap draws of rows",
    "bootstrap": 200,
$ xent diagnose digits.csv --metrics nll --json -q | grep -c '"bootstrap"'
0
[exit 1]
$ xent diagnose digits.csv --metrics brier --bootstrap 200 --seed 2 -q | grep Brier
  Brier score   0.3095   [0.2593, 0.3865]
$ xent diagnose digits.csv --metrics brier --bootstrap 200 --seed 3 -q | grep Brier
  Brier score   0.3095   [0.2465, 0.3840]
$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, "d" int(NR/7) }' digits.csv > c.csv; xent diagnose c.csv --cluster doc --metrics accuracy,nll --bootstrap 1000 -q -v | sed -n '6,16p'
  metric                            value   95 % interval      by chance
  accuracy                         0.8000   [0.7571, 0.8370]
  negative log-likelihood (nats)   0.8505   [0.6429, 1.0870]

  accuracy            share of rows with argmax q = y, ties to the lowest index;
                      Wilson interval of as many independent rows as the
                      clusters' variance is worth
  nll                 mean of -ln q(y); percentile interval of 1000 bootstrap
                      draws of clusters

$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, "d" int(NR/20) }' digits.csv > f.csv; xent diagnose f.csv --cluster doc --metrics nll --bootstrap 1000 -q --json | grep -e '"low"' -e withheld
      "withheld": "fewer than 30 rows, or clusters, to draw from"
$ xent diagnose digits.csv --metrics ece,accuracy --bootstrap 1000 | grep -e calibration -e accuracy
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
xent: digits.csv: warning: none of these metrics has a bootstrap interval: --bootstrap changes nothing
  hint: nll, brier and other means have one; of a calibration error it would miss the truth where the model is good
  accuracy                     0.8000   [0.7580, 0.8363]
  expected calibration error   0.1203                      <= 0.0438
$ xent report digits.csv --bootstrap 200 -q -o r.json && grep -c '200 bootstrap draws of rows' r.json
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
12
$ xent diagnose digits.csv --bootstrap 99
xent: error: --bootstrap 99: expected a whole number, 100 .. 1000000
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.csv --bootstrap 2000000
xent: error: --bootstrap 2000000: expected a whole number, 100 .. 1000000
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.csv --bootstrap 100 --level 0.99
xent: error: bootstrap of 100 draws: too few for intervals at level 0.99
  hint: --bootstrap 400 or more
[exit 2]
$ xent fit temperature digits.csv --bootstrap 1000 -o m.json
xent: error: xent fit takes no --bootstrap
  hint: xent fit --help
[exit 2]
