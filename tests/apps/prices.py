"""A window with a table (Tk) of goods, their prices and whether they are in stock."""

import tkinter as tk
from tkinter import ttk

ROWS = (("Black tea", "3.20", "yes"), ("Green tea", "4.50", "no"), ("Coffee", "12.00", "yes"), ("Cocoa", "7.10", "yes"))

window = tk.Tk()
window.title("Prices")
window.geometry("520x260+120+90")
ttk.Label(window, text="Goods on offer", padding=8).pack(anchor="w")
table = ttk.Treeview(window, columns=("name", "price", "stock"), show="headings", height=6)
for column, title, width, anchor in (
    ("name", "Name", 180, "w"),
    ("price", "Price", 90, "e"),
    ("stock", "In stock", 130, "center"),
):
    table.heading(column, text=title, anchor=anchor)
    table.column(column, width=width, anchor=anchor)
for row in ROWS:
    table.insert("", "end", values=row)
table.pack(anchor="w", padx=8)
window.mainloop()
