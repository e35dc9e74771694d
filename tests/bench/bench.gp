# The chart of `make bench`:  gnuplot -e "DATA='bench.dat'; ROWS=20" bench.gp > bench.svg
# One bar for each peer: how many times as long as xent it takes, on a logarithmic scale.
# DATA: number of the row, label, ratio.
set encoding utf8
set terminal svg size 820,60+26*ROWS noenhanced font 'Helvetica,13' background '#ffffff'
set datafile separator tab
set title "Time of each peer as a multiple of xent's (medians)" offset -12,-0.3
set logscale x
set xrange [1:*]
set yrange [ROWS+0.6:0.4]
set lmargin 46
set rmargin 8
set style fill solid 1 noborder
set border 2 linecolor rgb '#777777'
set tics nomirror out scale 0 textcolor rgb '#222222'
set xtics textcolor rgb '#777777'
set grid xtics linecolor rgb '#e8e8e8' linetype 1
unset key
plot DATA using (0.5*($3+1)):1:(0.5*($3-1)):(0.36):yticlabels(2) with boxxyerror linecolor rgb '#4477aa', \
     DATA using 3:1:(sprintf(" %.3g", $3)) with labels left textcolor rgb '#222222'
